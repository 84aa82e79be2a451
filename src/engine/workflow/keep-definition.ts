import type { Plan } from "../../core/plan/plan.ts";
import { definitionStream } from "../../core/state/definition-state.ts";
import type { Answer } from "../answer.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";

/** Keeps the text of a definition's version with its first use; another content is refused. */
export const keepDefinition = (
  ports: Ports,
  { name, version }: Plan,
  text: string,
  caller: Caller,
): Promise<Answer> =>
  runCommand(ports, {
    stream: definitionStream(name, version),
    intent: {
      type: "keep_definition",
      name,
      definitionVersion: version,
      hash: ports.sha256(text),
      text,
    },
    caller: { ...caller, command: null },
    ids: 0,
    content: () => ({}),
  });
