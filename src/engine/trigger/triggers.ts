import type { JsonObject } from "../../core/json.ts";
import type { Trigger } from "../../core/plan/trigger.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import {
  type TriggerState,
  triggeredDefinition,
  triggerStream,
} from "../../core/state/trigger-state.ts";
import { type Answer, answer } from "../answer.ts";
import { doDue } from "../due/do-due.ts";
import { iso } from "../iso.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";
import { approvalWarnings } from "../workflow/approval-warnings.ts";
import { type DefinitionSource, templateSource } from "../workflow/definition-source.ts";
import { keepDefinition, keepUsed } from "../workflow/keep-definition.ts";
import { readPlan } from "../workflow/read-plan.ts";
import { triggerStates } from "./armed-states.ts";

/** Which definition is to be armed: a template's name, or a text. */
export type ArmInput = { readonly template: string } | { readonly definition: string };

/** Arms the triggers of a definition; another version of it is no longer armed then. */
export const armTriggers = async (
  ports: Ports,
  input: ArmInput,
  caller: Caller,
): Promise<Answer> => {
  const source = await sourceOf(ports, input);
  if ("code" in source) return source;
  const read = await readPlan(ports, source);
  if ("code" in read) return read;
  const { name, version, triggers } = read.plan;
  if (triggers.length === 0) {
    return refuse(
      "invalid_input",
      `${name} ${version} has no triggers.`,
      "Give it triggers (docs/workflow-language.md), or start it yourself.",
    );
  }
  const unkept = await keepUsed(ports, read.plan, read.texts, caller);
  if (unkept !== null) return unkept;
  const kept = await keepDefinition(ports, read.plan, source.text, caller);
  if (kept.type === "refused") return kept;
  const stream = triggerStream(name);
  await doDue(ports, stream);
  const warnings = [...read.warnings, ...(await approvalWarnings(ports, read, null))];
  const armed = { definitionVersion: version, hash: ports.sha256(source.text), triggers };
  return runCommand(ports, {
    stream,
    intent: { type: "arm_triggers", armed },
    caller,
    ids: 0,
    content: (after) => ({
      ...(after.kind === "trigger" ? entryOf(after) : {}),
      ...(warnings.length === 0 ? {} : { warnings }),
    }),
  });
};

/** Lets nothing start by itself from a definition any more; what runs goes on. */
export const disarmTriggers = async (
  ports: Ports,
  name: string,
  caller: Caller,
): Promise<Answer> => {
  const stream = triggerStream(name);
  await doDue(ports, stream);
  return runCommand(ports, {
    stream,
    intent: { type: "disarm_triggers" },
    caller,
    ids: 0,
    content: (after) => (after.kind === "trigger" ? entryOf(after) : {}),
  });
};

/** The triggers of every definition that has or had some armed. */
export const listTriggers = async (ports: Ports): Promise<Answer> =>
  answer({ definitions: (await triggerStates(ports)).map(entryOf) });

const sourceOf = async (ports: Ports, input: ArmInput): Promise<DefinitionSource | Refusal> =>
  "definition" in input
    ? { type: "source", text: input.definition, name: null, version: null }
    : templateSource(ports, input.template);

const entryOf = ({ id, armed, dues, fired, last }: TriggerState): JsonObject => ({
  definition: triggeredDefinition(id),
  armed: armed !== null,
  ...(armed === null
    ? {}
    : {
        version: armed.definitionVersion,
        triggers: armed.triggers.map((trigger, i) => {
          const due = dues[i] ?? null;
          return { on: triggerText(trigger), ...(due === null ? {} : { next: iso(due) }) };
        }),
      }),
  started: fired,
  ...(last === null
    ? {}
    : {
        last: {
          at: iso(last.at),
          ...(last.workflow === null ? {} : { workflow_id: last.workflow }),
          ...(last.failure === null ? {} : { failure: last.failure }),
        },
      }),
});

const triggerText = (trigger: Trigger): string => {
  switch (trigger.kind) {
    case "signal":
      return `signal ${trigger.signal}${trigger.when === null ? "" : ` when ${trigger.when}`}`;
    case "every":
      return `every ${trigger.seconds} s`;
    case "cron":
      return `cron ${trigger.cron} (${trigger.timezone})`;
  }
};
