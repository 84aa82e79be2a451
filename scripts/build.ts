// Builds dist/. What is loaded together lies in one file: to find and read some 500 small ones took longer than all else that
// a short call does.
import { rmSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ExternalOption, type OutputChunk, rolldown } from "rolldown";
import { listTools } from "../src/server/mcp/list-tools.ts";
import { licenses } from "./licenses.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");

const bundle = async (
  input: Readonly<Record<string, string>>,
  external: ExternalOption,
  chunks: string,
): Promise<readonly OutputChunk[]> => {
  const built = await rolldown({
    cwd: root,
    input,
    external,
    platform: "node",
    onLog: (level, log) => {
      if (level === "warn") throw new Error(log.message);
    },
  });
  const { output } = await built.write({
    dir: dist,
    sourcemap: true,
    entryFileNames: "[name].js",
    chunkFileNames: `${chunks}/[name]-[hash].js`,
  });
  await built.close();
  return output.filter((file) => file.type === "chunk");
};

// No module of an earlier build survives.
rmSync(dist, { recursive: true, force: true });

// Packages stay outside, to be installed, audited and updated as usual. All files lie two folders deep:
// src/server/package-info.ts counts on it.
await bundle(
  { "cli/main": "src/cli/main.ts" },
  (id) => !id.startsWith(".") && !isAbsolute(id),
  "chunks",
);
writeFileSync(join(dist, "tools.json"), JSON.stringify(listTools()));

// A hook is a process that the client waits for, so it has its packages in it, and their licenses beside it. The database's is
// native and found by require, which the bundler leaves alone.
const hook = await bundle({ "hook/main": "src/hook/main.ts" }, [], "hook");
writeFileSync(join(dist, "hook", "LICENSES.txt"), licenses(hook));
