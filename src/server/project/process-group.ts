import { spawnSync } from "node:child_process";

const running = new Set<number>();
let watching = false;

/** Remembers a process that leads a group, so that the group does not outlive us. Returns how to forget it. */
export const guardGroup = (pid: number): (() => void) => {
  if (!watching) {
    watching = true;
    process.on("exit", () => {
      for (const each of running) killGroup(each);
    });
  }
  running.add(pid);
  return () => running.delete(pid);
};

/** Ends a process with all it started, at once. */
export const killGroup = (pid: number): void => {
  if (process.platform === "win32") {
    spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", timeout: 5_000 });
    return;
  }
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nothing of it is left.
  }
};
