import type { Sla } from "../core/plan/sla.ts";
import { secondsOf } from "./duration.ts";
import type { Path, Problems } from "./problem.ts";

/** Longest time of an sla, in seconds. */
const longest = 30 * 86_400;

/** The sla of a stage or a workflow; nothing where none is written. */
export const readSla = (
  source: { readonly warn?: string | undefined; readonly breach?: string | undefined } | undefined,
  base: Path,
  problems: Problems,
): { readonly sla?: Sla } => {
  if (source === undefined) return {};
  const path = [...base, "sla"];
  const secondsAt = (key: "warn" | "breach"): number | null => {
    const text = source[key];
    const seconds = text === undefined ? null : secondsOf(text);
    if (seconds !== null && (seconds < 1 || seconds > longest))
      problems.add([...path, key], "is out of bounds", "A time of an sla is from 1s to 30d.");
    return seconds;
  };
  const warnSeconds = secondsAt("warn");
  const breachSeconds = secondsAt("breach");
  if (warnSeconds === null && breachSeconds === null && !problems.has(path))
    problems.add(path, "says no time", "Give warn, breach, or both.");
  if (warnSeconds !== null && breachSeconds !== null && warnSeconds >= breachSeconds)
    problems.add([...path, "warn"], "is not before breach", "Warn earlier.");
  return { sla: { warnSeconds, breachSeconds } };
};
