import { type TriggerState, triggerPrefix } from "../../core/state/trigger-state.ts";
import type { Ports } from "../ports.ts";

/** Most definitions whose triggers can be armed. */
const triggerLimit = 1000;

/** The triggers of every definition that ever had some armed. */
export const triggerStates = async (ports: Ports): Promise<readonly TriggerState[]> => {
  const names = await ports.store.streamsLike(triggerPrefix, triggerLimit);
  const states = await Promise.all(names.map((name) => ports.store.state(name)));
  return states.filter((state) => state.kind === "trigger");
};

/** Those that are armed now. */
export const armedStates = async (ports: Ports): Promise<readonly TriggerState[]> =>
  (await triggerStates(ports)).filter(({ armed }) => armed !== null);
