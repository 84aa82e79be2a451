import type { Pin } from "../core/plan/plan.ts";
import { compileIn, type Premises, type Reading, readingOf } from "./compile-in.ts";
import { criticalPath } from "./critical-path.ts";
import { openText } from "./open-text.ts";
import type { TopSource } from "./read-top.ts";
import {
  type FindWorkflow,
  nestingLimit,
  type UsedText,
  type UsedWorkflow,
} from "./used-workflow.ts";

/** Tells what a `use` stands for in a workflow of the name `own`. */
type UseIn = (own: string, use: string) => UsedWorkflow;

/** Looks up what workflows use; each that is used is compiled once, however often and by whomever. */
export const findUses = (premises: Premises): UseIn => {
  const { findWorkflow: find, named: _, ...rest } = premises;
  if (find === undefined) return () => ({ type: "unchecked" });
  const around: Surroundings = { find, premises: rest };
  const known = new Map<string, UsedWorkflow>();
  // The chain are the workflows that are used by each other down to this one, the outermost first.
  const usesOf =
    (chain: readonly string[]): UseIn =>
    (own, use) => {
      const names = [...chain, own];
      const used = known.get(use) ?? usedAs(use, around, names, usesOf(names));
      known.set(use, used);
      return used.type === "used" && names.length + used.height > nestingLimit
        ? tooDeep(names)
        : used;
    };
  return usesOf([]);
};

interface Surroundings {
  readonly find: FindWorkflow;
  readonly premises: Premises;
}

const usedAs = (
  use: string,
  { find, premises }: Surroundings,
  names: readonly string[],
  useIn: UseIn,
): UsedWorkflow => {
  const found = find(use);
  if (found.type === "unknown") {
    const [near] = found.nearest;
    return fault(
      `uses the workflow ${use.slice(0, 100)}, which is not there`,
      near === undefined ? "Name a template." : `Did you mean ${near}?`,
    );
  }
  const open = openText(found.text);
  const reading = open.type === "open" ? readingOf(open.value, open.places) : null;
  const source = reading === null ? undefined : sourceIn(reading, found);
  if (reading === null || source === undefined)
    return fault(`uses ${use}, which cannot be read`, "See baton validate for its file.");
  const { name } = source.workflow;
  if (names.includes(name)) {
    const circle = [...names.slice(names.indexOf(name)), name].join(" -> ");
    return fault(`closes a circle: ${circle}`, "A workflow cannot use itself; a loop repeats.");
  }
  if (names.length >= nestingLimit) return tooDeep(names);
  const { definition, height } = compileIn(reading, source, premises, useIn);
  const [first] = reading.problems();
  if (first !== undefined)
    return fault(
      `uses ${use}, which is not valid: ${first.path}: ${first.what}`,
      `Mend ${name} first: ${first.fix}`,
    );
  const { plan } = definition;
  if (found.version !== null && found.version !== plan.version)
    return fault(
      `uses ${use}, and ${name} is at version ${plan.version}`,
      `Use ${name}@${plan.version}, or leave the version out.`,
    );
  const pin: Pin = { name, version: plan.version, hash: found.hash };
  const { minutes } = criticalPath(plan);
  return { type: "used", pin, input: plan.input, pins: plan.pins, minutes, height };
};

const sourceIn = ({ workflows }: Reading, { name }: UsedText): TopSource | undefined =>
  workflows.find(({ workflow }) => workflow.name === name) ??
  (workflows.length === 1 ? workflows[0] : undefined);

const fault = (what: string, fix: string): UsedWorkflow => ({ type: "fault", what, fix });

const tooDeep = (names: readonly string[]): UsedWorkflow =>
  fault(
    `nests workflows more than ${nestingLimit} deep: ${names.join(" -> ")}`,
    "Write some of their stages into the workflow that uses them.",
  );
