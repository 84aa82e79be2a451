import { nearest } from "../core/nearest.ts";
import type { Evaluated, Lookup } from "../core/rules.ts";
import { celMessage, fromCel, NotJson, type Parsed, parseCel } from "./cel.ts";
import { contextOf } from "./expression-context.ts";
import { type Anatomy, anatomyOf, type Reference } from "./references.ts";

/** The names an expression may use where it stands. */
export interface Names {
  readonly input: ReadonlySet<string>;
  readonly state: ReadonlySet<string>;
  readonly steps: ReadonlySet<string>;
  /** `iteration` in a loop, and the item's name in each for_each around it. */
  readonly around: ReadonlySet<string>;
  /** True where no workflow runs yet: then there is nothing but what is around. */
  readonly outside?: boolean;
}

/** One thing wrong with an expression. */
export interface ExpressionFault {
  readonly what: string;
  readonly fix: string;
}

/** Longest expression, in bytes. */
const expressionLimit = 2048;

/** The roots that every expression has. */
const roots = ["input", "state", "memory", "steps", "workflow"] as const;

/** What keeps an expression from being used where these names exist; empty when it is fine. `wants` is what its result is for. */
export const checkExpression = (
  text: string,
  names: Names,
  wants: "any" | "condition" | "list" = "any",
): readonly ExpressionFault[] => {
  const read = dissect(text);
  if (typeof read === "string") return [{ what: read, fix: parseFix(text) }];
  const { parsed, anatomy } = read;
  const faults = anatomy.faults.map((what) => ({ what, fix: "Write it in another way." }));
  for (const reference of anatomy.references) faults.push(...referenceFaults(reference, names));
  if (faults.length > 0) return faults;
  const { type, fault } = parsed.check();
  if (fault !== null) return [{ what: fault, fix: "Mend the expression (CEL)." }];
  const fits = wants === "condition" ? ["bool", "dyn"] : wants === "list" ? ["list", "dyn"] : null;
  if (fits === null || type === null || fits.some((each) => type.startsWith(each))) return [];
  return [
    {
      what: `gives ${/^[aeiou]/.test(type) ? "an" : "a"} ${type}`,
      fix: wants === "list" ? "It must give a list." : "It must give true or false.",
    },
  ];
};

/** What is most often meant where an expression cannot be read. */
const parseFix = (text: string): string => {
  const [, root, name] = /\b(steps|memory)\.(in|as|for|if|true|false|null)\b/.exec(text) ?? [];
  return name === undefined
    ? "Mend the expression (CEL)."
    : `${name} is a word that CEL keeps for itself: write ${root}["${name}"].`;
};

/** Evaluates an expression that was checked; never throws, never takes long. */
export const evaluate = (text: string, lookup: Lookup): Evaluated => {
  const read = dissect(text);
  if (typeof read === "string") return { type: "error", message: read };
  const [fault] = read.anatomy.faults;
  if (fault !== undefined) return { type: "error", message: fault };
  try {
    const context = contextOf(read.anatomy, lookup);
    if (typeof context === "string") return { type: "error", message: context };
    return { type: "value", value: fromCel(read.parsed.run(context)) };
  } catch (error) {
    return { type: "error", message: error instanceof NotJson ? error.message : celMessage(error) };
  }
};

const dissect = (text: string): { parsed: Parsed; anatomy: Anatomy } | string => {
  if (text.length > expressionLimit || new TextEncoder().encode(text).length > expressionLimit)
    return `has more than ${expressionLimit} bytes`;
  if (/(?:[-!]\s*){32}/.test(text)) return "repeats a sign too often";
  const parsed = parseCel(text);
  if (typeof parsed === "string") return parsed;
  return { parsed, anatomy: anatomyOf(parsed.ast) };
};

const workflowFields = ["id", "name", "version", "title"];
const stepFields = ["status", "output", "attempts"];

const referenceFaults = (reference: Reference, names: Names): readonly ExpressionFault[] => {
  const {
    root,
    names: [first, second],
  } = reference;
  if (names.outside === true) {
    return names.around.has(root)
      ? []
      : [unknown(root, root, names.around, `Here is only ${[...names.around].join(" and ")}`)];
  }
  switch (root) {
    case "input":
    case "state":
      if (first === undefined) return [];
      return names[root].has(first)
        ? []
        : [
            unknown(
              `${root}.${first}`,
              first,
              names[root],
              `Declare it in ${root === "input" ? "input" : "state_schema"}`,
            ),
          ];
    case "memory":
      return first === undefined
        ? [{ what: "memory is used as a whole", fix: 'Name a key: memory.key or memory["a key"].' }]
        : [];
    case "workflow":
      return first === undefined || workflowFields.includes(first)
        ? []
        : [
            unknown(
              `workflow.${first}`,
              first,
              workflowFields,
              "It has id, name, version and title",
            ),
          ];
    case "steps":
      if (first === undefined)
        return [
          { what: "steps is used without a literal name", fix: "Name a step: steps.name.output." },
        ];
      if (!names.steps.has(first)) return [unknownStep(first, names.steps)];
      if (second === undefined || stepFields.includes(second)) return [];
      return [
        unknown(
          `steps.${first}.${second}`,
          second,
          stepFields,
          "A step has status, output and attempts",
        ),
      ];
    default:
      if (names.around.has(root) || names.state.has(root) || names.input.has(root)) return [];
      return [
        unknown(
          root,
          root,
          [...names.state, ...names.input, ...names.around, ...roots],
          `Declare it in state_schema or input, or write "${root}" in quotes if it is a text`,
        ),
      ];
  }
};

const unknown = (
  shown: string,
  name: string,
  known: Iterable<string>,
  otherwise: string,
): ExpressionFault => {
  const [near] = nearest(name.slice(0, 100), known, 1);
  return {
    what: `names ${shown.slice(0, 120)}, which does not exist`,
    fix: near === undefined ? `${otherwise}.` : `Did you mean ${near}? ${otherwise}.`,
  };
};

/** A hyphen reads as a minus: `steps.data-entry` is `steps.data` less `entry`. */
const unknownStep = (name: string, steps: ReadonlySet<string>): ExpressionFault => {
  const longer = [...steps].find(
    (step) => step.startsWith(`${name}-`) || step.startsWith(`${name}.`),
  );
  return longer === undefined
    ? unknown(`steps.${name}`, name, steps, "Name a step of this list or of one around it")
    : { what: `names steps.${name}, which does not exist`, fix: `Write steps["${longer}"].` };
};
