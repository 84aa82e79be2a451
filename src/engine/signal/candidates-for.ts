import type { TriggerCandidate } from "../../core/command/signal-intent.ts";
import { type Signal, workflowAddress } from "../../core/state/signal-state.ts";
import type { Ports } from "../ports.ts";
import { armedStates } from "../trigger/armed-states.ts";

/** The armed triggers that a signal may fire; one that is for a workflow fires none. */
export const candidatesFor = async (
  ports: Ports,
  { name, address }: Pick<Signal, "name" | "address">,
): Promise<readonly TriggerCandidate[]> => {
  if (address.startsWith(workflowAddress(""))) return [];
  const states = await armedStates(ports);
  return states.flatMap(({ id, armed }) =>
    (armed?.triggers ?? []).flatMap((trigger, index) =>
      trigger.kind === "signal" && trigger.signal === name
        ? [{ trigger: id, index, when: trigger.when }]
        : [],
    ),
  );
};
