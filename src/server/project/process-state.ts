import { readFileSync } from "node:fs";

/** What the system tells of a process. */
export interface ProcessState {
  /** Ended, and only waiting for its parent to notice. */
  readonly ended: boolean;
  /** When it started, in the system's own words; the same for the whole life of a process. */
  readonly started: string;
}

/** The state of a process of this machine; null where the system does not tell. */
export const processState = (pid: number): ProcessState | null => {
  try {
    if (process.platform === "linux") {
      return parseProcStat(readFileSync(`/proc/${pid}/stat`, "utf8"));
    }
    return process.platform === "win32" ? null : psState(pid);
  } catch {
    return null;
  }
};

/** Reads /proc/PID/stat. The name, second, may hold spaces and parentheses; state is field 3, start time field 22. */
export const parseProcStat = (text: string): ProcessState | null => {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const state = fields[0] ?? "";
  const started = fields[19] ?? "";
  return /^\d+$/.test(started) ? { ended: /^[ZXx]/.test(state), started } : null;
};

/** Asks `ps`, as on macOS; the zone is fixed, so that a journey does not change a start time. */
export const psState = (pid: number): ProcessState | null => {
  // Where there is /proc it is never needed, and to load it takes some milliseconds.
  const { execFileSync } = process.getBuiltinModule("node:child_process");
  const line = execFileSync("ps", ["-o", "state=,lstart=", "-p", String(pid)], {
    encoding: "utf8",
    env: { PATH: "/bin:/usr/bin", LC_ALL: "C", TZ: "UTC0" },
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 2_000,
  });
  const [, state = "", started = ""] = /^\s*(\S+)\s+(.*?)\s*$/.exec(line) ?? [];
  return started === "" ? null : { ended: state.startsWith("Z"), started };
};
