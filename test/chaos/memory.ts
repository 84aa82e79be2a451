import { readFileSync } from "node:fs";

/** The most memory a process has had, in MB; not a number where the system does not tell. */
export const peakMemory = (pid: number | undefined): number => {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    return Math.round(Number(/^VmHWM:\s+(\d+) kB$/m.exec(text)?.[1]) / 1024);
  } catch {
    return Number.NaN;
  }
};
