import type { Json } from "../core/json.ts";
import { fieldFault } from "../core/plan/field-fits.ts";
import type { Field } from "../core/plan/plan.ts";
import { enumPattern, type FieldSource, fieldTypes } from "./field-source.ts";
import type { Path, Problems } from "./problem.ts";

/** Words that CEL keeps for itself, and the roots of expressions. */
const reserved: ReadonlySet<string> = new Set(
  "input state memory steps workflow iteration true false null in as break const continue else for function if import let loop package namespace return var void while prototype int uint double bool string bytes list map null_type type dyn cel google optional".split(
    " ",
  ),
);

/** What keeps a word from being used as a name in expressions; null when nothing does. */
export const nameFault = (name: string): string | null => {
  if (!/^[A-Za-z_]\w{0,99}$/.test(name)) return "is no name for expressions";
  return reserved.has(name) ? "is a word that expressions keep for themselves" : null;
};

/** Compiles the declared inputs or state values. */
export const readFields = (
  sources: Readonly<Record<string, FieldSource>> | undefined,
  path: Path,
  problems: Problems,
): Readonly<Record<string, Field>> => {
  const fields: [string, Field][] = [];
  for (const [name, source] of Object.entries(sources ?? {})) {
    const fault = nameFault(name);
    if (fault !== null)
      problems.add(
        [...path, name],
        fault,
        "Use letters, digits and _, not a number first, and no reserved word.",
      );
    fields.push([name, readField(source, [...path, name], problems)]);
  }
  return Object.fromEntries(fields);
};

const readField = (source: FieldSource, path: Path, problems: Problems): Field => {
  if (typeof source === "string") {
    const listed = enumPattern.exec(source)?.[1];
    if (listed !== undefined) {
      const values = listed.split(",").map((value) => value.trim().replace(/^(["'])(.*)\1$/, "$2"));
      if (values.some((value) => value === ""))
        problems.add(path, "has an empty value in its enum", "Write enum[a, b].");
      refuseTwins(values, path, problems);
      return { type: "string", values };
    }
    return { type: fieldTypes.find((type) => type === source) ?? "any", values: null };
  }
  const { type = source.fields === undefined ? "string" : "object", enum: values = null } = source;
  refuseTwins(values ?? [], [...path, "enum"], problems);
  if (values !== null && type !== "string")
    problems.add([...path, "enum"], `stands with type ${type}`, "An enum has type string.");
  if (source.fields !== undefined && type !== "object")
    problems.add([...path, "fields"], `stands with type ${type}`, "Fields belong to type object.");
  if (source.type === undefined && values === null && source.fields === undefined)
    problems.add(path, "has no type", `Add type: ${fieldTypes.join(", ")}.`);
  const field: Field = {
    type,
    values,
    ...(source.fields === undefined
      ? {}
      : { fields: readFields(source.fields, [...path, "fields"], problems) }),
  };
  if (source.default === undefined) return field;
  const initial = source.default;
  if (!isJson(initial) || fieldFault(field, initial, "default") !== null) {
    problems.add(
      [...path, "default"],
      `does not fit the type ${values === null ? type : `enum[${values.join(", ")}]`}`,
      "Give a default of that type.",
    );
    return field;
  }
  return { ...field, initial };
};

const refuseTwins = (values: readonly string[], path: Path, problems: Problems): void => {
  const twin = values.find((value, i) => values.indexOf(value) < i);
  if (twin !== undefined)
    problems.add(path, `has the value ${twin.slice(0, 60)} twice`, "Name each value once.");
};

const isJson = (value: unknown): value is Json => value !== undefined;
