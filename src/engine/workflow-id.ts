import type { EngineClock } from "./ports.ts";

/** A new workflow id: `orch_YYYYMMDD_HHMMSS_xxxx`, UTC. */
export const newWorkflowId = (clock: EngineClock): string => {
  const [date = "", time = ""] = new Date(clock.now()).toISOString().split("T");
  const stamp = `${date.replaceAll("-", "")}_${time.slice(0, 8).replaceAll(":", "")}`;
  return `orch_${stamp}_${clock.newId().slice(0, 4)}`;
};
