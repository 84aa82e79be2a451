import type { Evaluated } from "../../rules.ts";

/** A correlation key as a text: numbers and truth values may be keys, too. */
export const keyOf = (
  result: Evaluated,
):
  | { readonly type: "key"; readonly key: string }
  | { readonly type: "error"; readonly message: string } => {
  if (result.type === "error") return result;
  const { value } = result;
  if (value === null || typeof value === "object") {
    const shown = JSON.stringify(value).slice(0, 80);
    return { type: "error", message: `${shown} is no text and no number` };
  }
  return { type: "key", key: String(value) };
};
