import type { Command } from "../command/command.ts";
import { type Refusal, refuse } from "../refusal.ts";
import type { DefinitionState } from "../state/definition-state.ts";
import type { Decision } from "./decision.ts";

/** Keeps a version of a definition with its first use; another content under the same version is refused. */
export const decideDefinition = (state: DefinitionState, command: Command): Decision | Refusal => {
  const { intent, at, actor } = command;
  if (intent.type !== "keep_definition") {
    return refuse("internal", "a definition is not a workflow", "Report this as a defect.");
  }
  const { name, definitionVersion, hash, text } = intent;
  if (state.hash === hash) {
    return { type: "decided", events: [], rows: [], messages: [], after: state, refusal: null };
  }
  if (state.hash !== null) {
    return refuse(
      "definition_invalid",
      `${name} ${definitionVersion} was used before with another content, and a version never changes.`,
      "Raise its version.",
      { name, version: definitionVersion, kept: state.hash, given: hash },
    );
  }
  const data = { type: "definition_kept", hash, text } as const;
  const after = { ...state, version: 1, hash, text, keptAt: at };
  const events = [{ data, at, actor }];
  return { type: "decided", events, rows: [], messages: [], after, refusal: null };
};
