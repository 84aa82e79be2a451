import { shortId } from "../../core/decide/short-id.ts";
import type { Json } from "../../core/json.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import {
  isCorrelation,
  isSignalName,
  keyAddress,
  payloadLimit,
  signalStream,
  workflowAddress,
} from "../../core/state/signal-state.ts";
import type { Answer } from "../answer.ts";
import { doDue } from "../due/do-due.ts";
import { findWorkflow } from "../find-by-id.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";
import { candidatesFor } from "./candidates-for.ts";

/** Arguments of send_signal. */
export interface SendSignalInput {
  readonly name: string;
  readonly payload?: Json | undefined;
  readonly workflow_id?: string | undefined;
  readonly correlation?: string | undefined;
}

/** Sends a signal to whoever waits for it, now or later. */
export const sendSignal = async (
  ports: Ports,
  input: SendSignalInput,
  caller: Caller,
): Promise<Answer> => {
  const { name, payload = null } = input;
  const address = guardContent(input) ?? (await addressOf(ports, input));
  if (typeof address !== "string") return address;
  const stream = signalStream(name, address);
  await doDue(ports, stream);
  await endLateWaits(ports, stream);
  const id = shortId("sig", ports.clock.newId());
  const candidates = await candidatesFor(ports, { name, address });
  return runCommand(ports, {
    stream,
    intent: {
      type: "post_signal",
      signal: { id, name, address, payload, at: ports.clock.now(), order: 0 },
      candidates,
      emitted: false,
    },
    caller,
    ids: candidates.length,
    content: (after) => {
      const sent = after.kind === "signal" && after.sent?.signal === id ? after.sent : null;
      return {
        signal_id: id,
        delivered_to: [...(sent?.workflows ?? [])],
        buffered: sent === null,
        next:
          sent === null
            ? "Nobody waits for it yet: the first wait for it takes it. status without arguments lists such signals."
            : "Call status of the workflows it was delivered to: their work goes on.",
      };
    },
  });
};

/** A wait whose time has run out is to be over before a signal comes. */
const endLateWaits = async (ports: Ports, stream: string): Promise<void> => {
  const state = await ports.store.state(stream);
  if (state.kind !== "signal") return;
  for (const workflow of new Set(state.waits.map((wait) => wait.workflow))) {
    await doDue(ports, workflow);
  }
};

const guardContent = ({ name, payload = null, ...to }: SendSignalInput): Refusal | null => {
  if (!isSignalName(name)) {
    return refuse(
      "invalid_input",
      `"${name}" is no name of a signal.`,
      "Use up to 100 letters, digits, _ . and -.",
    );
  }
  if (JSON.stringify(payload).length > payloadLimit) {
    return refuse(
      "too_large",
      `The payload has more than ${payloadLimit} characters of JSON.`,
      "Remember it with set_memory or write it to a file, and send where it is.",
    );
  }
  if (to.workflow_id !== undefined && to.correlation !== undefined) {
    return refuse(
      "invalid_input",
      "A signal is for a workflow or for a correlation key, not for both.",
      "Give one of workflow_id and correlation.",
    );
  }
  return to.correlation === undefined || isCorrelation(to.correlation)
    ? null
    : refuse("invalid_input", "That correlation is no key.", "Use 1 to 200 characters.");
};

const addressOf = async (ports: Ports, input: SendSignalInput): Promise<string | Refusal> => {
  if (input.correlation !== undefined) return keyAddress(input.correlation);
  if (input.workflow_id === undefined) return "";
  const row = await findWorkflow(ports, input.workflow_id);
  if ("code" in row) return row;
  // A failed one may be taken up again, and then still wait.
  return row.status === "completed" ||
    row.status === "completed_with_gaps" ||
    row.status === "cancelled"
    ? refuse(
        "workflow_not_running",
        `Workflow ${row.workflow} is ${row.status}: nothing in it will wait for a signal.`,
        "See status for the workflows that are unfinished.",
        { status: row.status },
      )
    : workflowAddress(row.workflow);
};
