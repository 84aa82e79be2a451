import { compileDefinitions, type ReadDefinitions } from "./compile-definitions.ts";
import type { Premises } from "./compile-in.ts";
import { openText } from "./open-text.ts";

/** Reads, checks and compiles the workflows of a YAML or JSON text. Never throws. */
export const readDefinitions = (text: string, premises: Premises): ReadDefinitions => {
  const open = openText(text);
  return open.type === "unreadable"
    ? { type: "invalid", problems: [open.problem] }
    : compileDefinitions(open.value, premises, open.places);
};
