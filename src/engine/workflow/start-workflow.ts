import { priceUnknown } from "../../core/decide/price-unknown.ts";
import type { JsonObject } from "../../core/json.ts";
import { guardInput } from "../../core/plan/guard-input.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { type Answer, answer } from "../answer.ts";
import { asWorkflow } from "../as-workflow.ts";
import { budgetLine } from "../budget/budget-line.ts";
import { footprintWarnings } from "../budget/footprint.ts";
import { withFamily } from "../family.ts";
import { nextHint } from "../next-hint.ts";
import type { Caller, Ports } from "../ports.ts";
import { guardRoomForWorkflow } from "../project-room.ts";
import { readyEntries } from "../ready-entries.ts";
import { runCommand } from "../run-command.ts";
import { titleOf } from "../title-of.ts";
import { underNewId } from "../workflow-id.ts";
import { approvalWarnings } from "./approval-warnings.ts";
import { type DefinitionSource, templateSource } from "./definition-source.ts";
import { forecast } from "./forecast.ts";
import { keepDefinition, keepUsed } from "./keep-definition.ts";
import { priceFor } from "./price-for.ts";
import { readPlan } from "./read-plan.ts";

/** Arguments of start_workflow. */
export interface StartWorkflowInput {
  readonly template?: string | undefined;
  readonly definition?: string | undefined;
  readonly goal?: string | undefined;
  readonly input?: JsonObject | undefined;
  readonly dry_run?: boolean | undefined;
}

/** Starts a workflow that follows a definition; with dry_run only says what would happen. */
export const startWorkflow = async (
  ports: Ports,
  input: StartWorkflowInput,
  caller: Caller,
): Promise<Answer> => {
  const source = await sourceOf(ports, input);
  if ("code" in source) return source;
  const read = await readPlan(ports, source);
  if ("code" in read) return read;
  const { plan } = read;
  const starter = caller.human ?? null;
  const warnings = [
    ...chosenNote(input, source),
    ...read.warnings,
    ...(await approvalWarnings(ports, read, starter)),
    ...(await footprintWarnings(ports, plan)),
  ];
  const given = { ...input.input, ...goalInput(plan, input) };
  // Before the definition is kept: what is refused leaves nothing behind.
  const bad = guardInput(plan, given);
  if (bad !== null) return bad;
  const price = await priceFor(ports, plan);
  if (plan.limits.money !== null && price === null) return priceUnknown(plan.name);
  const definition = { name: plan.name, version: plan.version, hash: ports.sha256(source.text) };
  const outlook = await forecast(ports, plan);
  if (input.dry_run === true) {
    const next = "Nothing was started. Call start_workflow again without dry_run.";
    return answer({ dry_run: true, definition, ...outlook, warnings, next });
  }
  const full = await guardRoomForWorkflow(ports);
  if (full !== null) return full;
  const unkept = await keepUsed(ports, plan, read.texts, caller);
  if (unkept !== null) return unkept;
  const kept = await keepDefinition(ports, plan, source.text, caller);
  if (kept.type === "refused") return kept;
  const started = await underNewId(ports.clock, (stream) =>
    runCommand(ports, {
      stream,
      intent: {
        type: "start_flow",
        title: input.goal === undefined ? plan.name : titleOf(input.goal),
        plan,
        input: given,
        starter,
        price,
      },
      caller,
      ids: 1,
      content: (after) => {
        const state = asWorkflow(after);
        return {
          workflow_id: state.id,
          status: state.status,
          definition,
          ...outlook,
          ready: readyEntries(ports, state),
          warnings,
          ...budgetLine(state),
          next: nextHint(ports, state),
        };
      },
    }),
  );
  return started.type === "refused"
    ? started
    : withFamily(ports, String(started.content.workflow_id), started);
};

const sourceOf = async (
  ports: Ports,
  input: StartWorkflowInput,
): Promise<DefinitionSource | Refusal> => {
  if ((input.template === undefined) === (input.definition === undefined)) {
    return refuse(
      "invalid_input",
      "Give either template or definition.",
      `template names one of: ${ports.templates.names().join(", ") || "none"}; definition is the text of one.`,
    );
  }
  if (input.definition !== undefined) {
    return { type: "source", text: input.definition, name: null, version: null };
  }
  return templateSource(ports, input.template ?? "");
};

/** Who asked for no version is told when somebody has chosen one. */
const chosenNote = (
  { template }: StartWorkflowInput,
  { version }: DefinitionSource,
): readonly string[] =>
  template === undefined || template.includes("@") || version === null
    ? []
    : [`starts without a version get ${version} here; baton versions ${template} shows the others`];

/** The goal goes in under its own name where the definition asks for it. */
const goalInput = (plan: Plan, { goal, input }: StartWorkflowInput): JsonObject =>
  goal !== undefined && Object.hasOwn(plan.input, "goal") && input?.goal === undefined
    ? { goal }
    : {};
