import type { IntentOf } from "../../core/command/intent-of.ts";
import { priceUnknown } from "../../core/decide/price-unknown.ts";
import type { Message } from "../../core/project/message.ts";
import type { Ports } from "../ports.ts";
import { guardRoomForWorkflow } from "../project-room.ts";
import { assignAgents } from "./assign-agents.ts";
import { priceFor } from "./price-for.ts";
import { keptText, withUses } from "./with-uses.ts";

/** The message that lets a workflow begin for a node of another one. */
export type ChildStarted = Extract<Message, { readonly type: "child_started" }>;

/** The plan that a child follows, from the text that was checked when its parent began; or why it cannot any more. */
export const childStart = async (
  ports: Ports,
  { use, pins, input, starter, chain }: ChildStarted,
): Promise<IntentOf<"begin_child">["start"]> => {
  const fault = (why: string) => ({ type: "fault", why }) as const;
  const full = await guardRoomForWorkflow(ports);
  if (full !== null) return fault(full.message);
  const text = await keptText(ports, use);
  if (text === null) return fault(`${use.name} ${use.version} is not kept as it was checked`);
  const { readDefinitions } = await import("../../definition/read-definition.ts");
  // What the operator allows was looked at when the parent began, and is again with every claim.
  const knowsAgent = (name: string) => ports.agents.find(name).type !== "unknown";
  const { result: read } = await withUses(ports, { pins, others: false }, (findWorkflow) =>
    readDefinitions(text, { knowsAgent, findWorkflow }),
  );
  if (read.type === "invalid") {
    const [first] = read.problems;
    return fault(
      `${use.name} ${use.version} cannot be started any more: ${first?.path}: ${first?.what}`,
    );
  }
  const found = read.definitions.find(({ plan }) => plan.name === use.name);
  if (found === undefined) return fault(`${use.name} ${use.version} is not in its text`);
  const plan = await assignAgents(ports, found.plan, null);
  if ("code" in plan) return fault(plan.message);
  const price = await priceFor(ports, plan);
  if (plan.limits.money !== null && price === null) return fault(priceUnknown(plan.name).message);
  return { type: "plan", plan, input, starter, price, ...(chain === undefined ? {} : { chain }) };
};
