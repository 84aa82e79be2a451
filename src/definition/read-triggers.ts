import { nearest } from "../core/nearest.ts";
import { isOptional } from "../core/plan/field-fits.ts";
import type { Field } from "../core/plan/plan.ts";
import type { Trigger } from "../core/plan/trigger.ts";
import type { Compiling } from "./compiling.ts";
import { cronFault, usualTimezone } from "./cron.ts";
import { secondsOf } from "./duration.ts";
import { checkExpression } from "./expression.ts";
import type { Path, Problems } from "./problem.ts";
import type { StageSource, TriggerSource, WorkflowSource } from "./source-schema.ts";

/** Shortest and longest time between two starts, in seconds. */
const shortest = 60;
const longest = 366 * 86_400;

type Fields = Readonly<Record<string, Field>>;

/** Compiles what starts a workflow by itself. */
export const readTriggers = (
  { triggers = [], stages }: WorkflowSource,
  base: Path,
  input: Fields,
  { problems, warn }: Pick<Compiling, "problems" | "warn">,
): readonly Trigger[] =>
  triggers.flatMap((source, i) => {
    const path = [...base, i];
    const trigger = read(source, path, problems);
    if (trigger === null) return [];
    checkInput(trigger, path, input, problems);
    if (trigger.kind === "signal" && sends(stages, trigger.signal)) {
      warn(
        [...path, "signal"],
        `is ${trigger.signal}, which the workflow itself sends: it may start itself again and again`,
        "Let when tell these signals apart, or give one of them another name.",
      );
    }
    return [trigger];
  });

const kinds = ["signal", "every", "cron"] as const;
const belongs = { when: "signal", timezone: "cron" } as const;

const read = (source: TriggerSource, path: Path, problems: Problems): Trigger | null => {
  const given = kinds.filter((kind) => source[kind] !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1) {
    const what = kind === undefined ? "starts on nothing" : `has ${given.join(" and ")}`;
    if (kind !== undefined || !problems.has(path))
      problems.add(path, what, "Give one of signal, every and cron.");
    return null;
  }
  for (const key of ["when", "timezone"] as const) {
    if (source[key] === undefined || belongs[key] === kind) continue;
    problems.add([...path, key], `does not belong to ${kind}`, `It belongs to ${belongs[key]}.`);
  }
  const input = Object.fromEntries(
    Object.entries(source.input ?? {}).map(([name, text]) => [name, String(text)]),
  );
  const { signal, every, cron } = source;
  if (signal !== undefined) {
    const when = source.when === undefined ? null : String(source.when);
    if (when !== null) check(when, "signal", [...path, "when"], "condition", problems);
    return { kind: "signal", signal, when, input };
  }
  if (every !== undefined) {
    const seconds = secondsOf(every) ?? 0;
    if (seconds < shortest || seconds > longest)
      problems.add([...path, "every"], "is out of bounds", "A trigger's time is from 1m to 366d.");
    return { kind: "every", seconds, input };
  }
  const timezone = source.timezone ?? usualTimezone;
  const fault = cronFault(cron ?? "", timezone);
  if (fault !== null) {
    const fix =
      fault.key === "cron"
        ? "Write minute, hour, day, month and weekday, such as 0 9 * * 1."
        : "Name one of the IANA list, such as Europe/Berlin.";
    problems.add([...path, fault.key], fault.what, fix);
  }
  return { kind: "cron", cron: cron ?? "", timezone, input };
};

/** Nobody is asked for an input when a trigger starts: it gives them all. */
const checkInput = (trigger: Trigger, path: Path, input: Fields, problems: Problems): void => {
  const sees = trigger.kind === "signal" ? "signal" : "fired_at";
  for (const [name, text] of Object.entries(trigger.input)) {
    const at = [...path, "input", name];
    if (!Object.hasOwn(input, name)) {
      problems.add(at, `gives ${name.slice(0, 100)}, which input does not declare`, () => {
        const [near] = nearest(name.slice(0, 100), Object.keys(input), 1);
        return near === undefined ? "Leave it out." : `Did you mean ${near}?`;
      });
    }
    check(text, sees, at, "any", problems);
  }
  for (const [name, field] of Object.entries(input)) {
    if (isOptional(field) || Object.hasOwn(trigger.input, name)) continue;
    problems.add(
      [...path, "input"],
      `does not give ${name}, which has no default`,
      "Give it, or declare a default.",
    );
  }
};

const none: ReadonlySet<string> = new Set();

const check = (
  text: string,
  sees: string,
  path: Path,
  wants: "any" | "condition",
  problems: Problems,
): void => {
  const names = { input: none, state: none, steps: none, around: new Set([sees]), outside: true };
  for (const { what, fix } of checkExpression(text, names, wants)) problems.add(path, what, fix);
};

const sends = (stages: readonly StageSource[], signal: string): boolean =>
  stages.some(
    (stage) =>
      ((stage.type === "emit" || stage.to !== undefined) && stage.signal === signal) ||
      sends([...(stage.stages ?? []), ...(stage.branches ?? [])], signal),
  );
