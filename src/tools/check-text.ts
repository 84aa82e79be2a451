import { excerpt } from "../core/excerpt.ts";
import { type Refusal, refuse } from "../core/refusal.ts";

/** Deepest nesting of arguments. */
const depthLimit = 60;

/**
 * Refuses arguments that cannot be kept faithfully: NUL, lone surrogates, integers beyond 2^53, too deep nesting.
 * Walks without recursion, so that depth cannot exhaust the stack.
 */
export const checkText = (args: unknown): Refusal | null => {
  const stack: { value: unknown; path: string; depth: number }[] = [
    { value: args, path: "", depth: 0 },
  ];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { value, path, depth } = item;
    const where = path === "" ? "arguments" : excerpt(path, 80);
    if (typeof value === "string") {
      const fault = faultOf(value);
      if (fault !== null)
        return bad(
          `${where} contains ${fault}`,
          "Leave it out or write it in another way, for instance in base64.",
        );
    }
    if (typeof value === "number" && !isFaithful(value)) {
      return bad(`${where} is a number that JSON cannot carry exactly`, "Give it as a string.");
    }
    if (value === null || typeof value !== "object") continue;
    if (depth >= depthLimit) {
      return bad(
        `${where} is nested deeper than ${depthLimit} levels`,
        "Flatten it, or pass it as a text.",
      );
    }
    for (const [key, inner] of Object.entries(value)) {
      const fault = faultOf(key);
      if (fault !== null) return bad(`a key in ${where} contains ${fault}`, "Rename the key.");
      stack.push({ value: inner, path: path === "" ? key : `${path}.${key}`, depth: depth + 1 });
    }
  }
  return null;
};

const faultOf = (text: string): string | null => {
  if (text.includes("\0")) return "a NUL character";
  return text.isWellFormed() ? null : "half of a surrogate pair";
};

const isFaithful = (value: number): boolean =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));

const bad = (message: string, fix: string): Refusal => refuse("invalid_input", `${message}.`, fix);
