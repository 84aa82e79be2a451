import { outsiders } from "../../core/command/agent-facts.ts";
import { nearest } from "../../core/nearest.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { findAgent } from "../agent-directory.ts";
import type { Ports } from "../ports.ts";
import type { CreateHandoffInput } from "./create-handoff-input.ts";

/** What a contract may not ask for, because it could never be kept. */
export const guardContract = async (
  ports: Ports,
  input: CreateHandoffInput,
  agent: string,
): Promise<Refusal | null> =>
  guardSuccess(ports, input, agent) ??
  guardFallback(ports, input) ??
  (await guardChecks(ports, input)) ??
  (await guardSchema(input));

const guardSuccess = (ports: Ports, input: CreateHandoffInput, agent: string): Refusal | null => {
  const { action, next_agent: next } = input.on_success ?? {};
  const sender = input.from_agent ?? "user";
  if (action === "loop" && (outsiders.has(sender) || sender === agent)) {
    return refuse(
      "invalid_input",
      `on_success loop returns to from_agent, but that is "${sender}".`,
      "Give from_agent the name of the agent that judges the result.",
    );
  }
  if (next !== undefined && action !== undefined && action !== "handoff") {
    return refuse(
      "invalid_input",
      `on_success has next_agent "${next}" but action ${action}, which ignores it.`,
      "Use action handoff with next_agent, or leave next_agent out.",
    );
  }
  if (action === "handoff" && next === undefined) {
    return refuse(
      "invalid_input",
      "on_success action handoff needs next_agent.",
      "Name the next agent, or use action complete.",
    );
  }
  if (next === undefined) return null;
  const found = findAgent(ports, next);
  return found.type === "refused" ? found : null;
};

const guardFallback = (ports: Ports, input: CreateHandoffInput): Refusal | null => {
  const fallback = input.on_failure?.fallback_agent;
  if (fallback === undefined) return null;
  const found = findAgent(ports, fallback);
  return found.type === "refused" ? found : null;
};

const guardChecks = async (ports: Ports, input: CreateHandoffInput): Promise<Refusal | null> => {
  const wanted = input.expected_output.checks ?? [];
  if (wanted.length === 0) return null;
  const known = await ports.workplace.checkNames();
  const missing = wanted.filter((name) => !known.includes(name));
  if (missing.length === 0) return null;
  const near = missing.flatMap((name) => nearest(name, known));
  return refuse(
    "invalid_input",
    `The operator's configuration has no check named ${missing.join(", ")}.`,
    near.length > 0
      ? `Did you mean ${near.join(" or ")}?`
      : `Leave checks out, or ask the user to run: baton config add-check ${missing[0]} -- COMMAND ARGS`,
    { known: [...known] },
  );
};

const guardSchema = async (input: CreateHandoffInput): Promise<Refusal | null> => {
  const schema = input.expected_output.output_schema;
  if (schema === undefined) return null;
  const { outputSchemaFaults } = await import("../../definition/output-schema.ts");
  const faults = outputSchemaFaults(schema);
  return faults.length === 0
    ? null
    : refuse(
        "invalid_input",
        `output_schema cannot be used: ${faults.join("; ")}.`,
        "Use plain JSON Schema 2020-12: types, properties, required, items, enum, bounds, and $ref within the schema.",
        { faults },
      );
};
