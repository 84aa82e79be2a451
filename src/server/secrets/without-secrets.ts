import { type Refusal, refuse } from "../../core/refusal.ts";
import type { Redactor } from "./create-redactor.ts";

/** Arguments as they may be kept, and where something was left out of them. */
export interface Clean {
  readonly type: "clean";
  readonly args: unknown;
  /** `context.constraints.0 (GitHub token)` */
  readonly leftOut: readonly string[];
}

/** What is looked up or counted, and not kept. */
const unkept = new Set([
  ...["workflow_id", "handoff_id", "task_id", "checkpoint_id", "lease_token", "cursor", "text"],
]);

/** Arguments that hold any JSON, whose inner names are the caller's. */
const free = new Set(["value", "outputs", "payload", "input", "form"]);

/** What means something else, or nothing, once a part of it is gone. */
const exact = new Set([
  ...["key", "tags", "by", "name", "correlation", "label", "idempotency_key", "session_id"],
  ...["agent", "to_agent", "from_agent", "next_agent", "fallback_agent", "required_capabilities"],
  ...["step", "needs", "checks", "path", "resources", "format", "delegate_to", "template"],
  ...["definition", "changes", "to_version", "output_schema"],
]);

/**
 * The arguments of a writing call without secrets: words and values lose them, and the caller is told; names, paths and
 * definitions that hold one are refused, since what is left would be another name.
 */
export const withoutSecrets = (args: unknown, clean: Redactor["clean"]): Clean | Refusal => {
  const leftOut: string[] = [];
  const held: string[] = [];

  const walk = (value: unknown, path: string, rule: "word" | "exact" | "free"): unknown => {
    if (typeof value === "string") {
      const { text, found } = clean(value);
      for (const what of found) (rule === "exact" ? held : leftOut).push(`${path} (${what})`);
      return text;
    }
    if (Array.isArray(value)) return value.map((item, i) => walk(item, under(path, i), rule));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const { text, found } = clean(name);
        for (const what of found) held.push(`a key in ${path} (${what})`);
        if (rule !== "word") return [name, walk(inner, under(path, text), rule)];
        if (unkept.has(name)) return [name, inner];
        const next = exact.has(name) ? "exact" : free.has(name) ? "free" : "word";
        return [name, walk(inner, under(path, text), next)];
      }),
    );
  };

  const cleaned = walk(args, "", "word");
  return held.length === 0 ? { type: "clean", args: cleaned, leftOut } : holdsSecret(held);
};

/** What a person filled in, without secrets. */
export const filledInWithoutSecrets = <Value>(
  form: Readonly<Record<string, Value>>,
  clean: Redactor["clean"],
): Readonly<Record<string, Value | string>> =>
  Object.fromEntries(
    Object.entries(form).map(([name, value]) => [
      name,
      typeof value === "string" ? clean(value).text : value,
    ]),
  );

const under = (path: string, name: string | number): string =>
  path === "" ? String(name) : `${path}.${name}`;

const holdsSecret = (held: readonly string[]): Refusal =>
  refuse(
    "invalid_input",
    `Secrets are not kept, and there is one in ${[...new Set(held)].slice(0, 10).join(", ")}.`,
    "Leave the secret out, and say where it is found instead, for instance the name of the variable that holds it.",
  );
