import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Builds a library of `native/` into a folder, to be preloaded into a server; throws where there is no C compiler. */
export const preload = (name: "clock" | "disk", folder: string): string => {
  const library = join(folder, `${name}.so`);
  const source = join(import.meta.dirname, "native", `${name}.c`);
  execFileSync("cc", ["-shared", "-fPIC", "-O2", "-o", library, source, "-ldl"], { stdio: "pipe" });
  return library;
};

/** Why nothing can be preloaded here; null where it can. */
export const noPreload = (): string | null => {
  if (process.platform !== "linux") return "needs Linux";
  try {
    execFileSync("cc", ["--version"], { stdio: "ignore" });
    return null;
  } catch {
    return "needs a C compiler (cc)";
  }
};

/** Why nothing can be mounted here; null where it can. */
export const noMount = (): string | null => {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "needs root on Linux";
  const folder = mkdtempSync(join(tmpdir(), "baton-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder], { stdio: "ignore" });
    return null;
  } catch {
    return "may not mount anything";
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
