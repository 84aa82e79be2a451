import { guardInput } from "../../core/plan/guard-input.ts";
import type { Plan } from "../../core/plan/plan.ts";
import type { Message } from "../../core/project/message.ts";
import type { Refusal } from "../../core/refusal.ts";
import { definitionStream } from "../../core/state/definition-state.ts";
import { type CommandRequest, commitCommand } from "../commit-command.ts";
import type { Caller, Ports } from "../ports.ts";
import { guardRoomForWorkflow } from "../project-room.ts";
import { keepUsed } from "../workflow/keep-definition.ts";
import { priceFor } from "../workflow/price-for.ts";
import { readPlan } from "../workflow/read-plan.ts";

type Start = Extract<Message, { readonly type: "start_triggered" }>;
type Delivery = Pick<CommandRequest, "stream" | "caller" | "delivers">;

/** Starts the workflow that a trigger asks for; where it cannot be started, the trigger is told why. */
export const startTriggered = async (
  ports: Ports,
  message: Start,
  delivery: Delivery,
): Promise<void> => {
  const plan = await planFor(ports, message, delivery.caller);
  if ("code" in plan) {
    await tellFailed(ports, message, delivery, plan);
    return;
  }
  const { answer } = await commitCommand(ports, {
    ...delivery,
    // Nobody in person started it, so four eyes keep nobody from deciding.
    intent: {
      type: "start_flow",
      title: plan.name,
      plan,
      input: message.input,
      starter: null,
      price: await priceFor(ports, plan),
      ...(message.chain === undefined ? {} : { chain: message.chain }),
    },
    ids: 1,
    content: () => ({}),
  });
  if (answer.type === "refused") await tellFailed(ports, message, delivery, answer);
};

const planFor = async (ports: Ports, message: Start, caller: Caller): Promise<Plan | Refusal> => {
  const { definition: name, definitionVersion: version, input } = message;
  const kept = await ports.store.state(definitionStream(name, version));
  const text = kept.kind === "definition" ? (kept.text ?? "") : "";
  const read = await readPlan(ports, { type: "source", text, name, version });
  if ("code" in read) return read;
  const { plan, texts } = read;
  return (
    guardInput(plan, input) ??
    (await guardRoomForWorkflow(ports)) ??
    (await keepUsed(ports, plan, texts, caller)) ??
    plan
  );
};

const tellFailed = async (
  ports: Ports,
  message: Start,
  { stream: workflow, caller, ...delivery }: Delivery,
  { message: reason }: Refusal,
): Promise<void> => {
  await commitCommand(ports, {
    ...delivery,
    stream: message.trigger,
    intent: { type: "note_start_failed", workflow, reason },
    caller,
    ids: 0,
    content: () => ({}),
  });
};
