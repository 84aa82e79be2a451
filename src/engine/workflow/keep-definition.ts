import type { Pin, Plan } from "../../core/plan/plan.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { definitionStream } from "../../core/state/definition-state.ts";
import type { Answer } from "../answer.ts";
import { commitCommand } from "../commit-command.ts";
import type { Caller, Ports } from "../ports.ts";
import { guardRoomForDefinition } from "../project-room.ts";

/** Keeps the text of a definition's version with its first use; another content is refused. */
export const keepDefinition = async (
  ports: Ports,
  { name, version }: Pick<Pin, "name" | "version">,
  text: string,
  caller: Caller,
): Promise<Answer> => {
  const secret = ports.secretIn(text);
  if (secret !== null) return holdsSecret(name, secret);
  const stream = definitionStream(name, version);
  const isNew = (await ports.store.state(stream)).version === 0;
  const full = isNew ? await guardRoomForDefinition(ports) : null;
  if (full !== null) return full;
  const { answer } = await commitCommand(ports, {
    stream,
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
  return answer;
};

/** A definition is what its hash says, so nothing can be taken out of it. */
const holdsSecret = (name: string, secret: string): Refusal =>
  refuse(
    "definition_invalid",
    `The text of ${name} holds a secret (${secret}), and secrets are not kept.`,
    "Leave the secret out of the file, and say where it is found instead.",
  );

/** Texts of workflows that are used, by the `use` that names them. */
export type UsedTexts = ReadonlyMap<string, string>;

/** Keeps all that a plan uses, so that what was checked is what runs. */
export const keepUsed = async (
  ports: Ports,
  { pins }: Plan,
  texts: UsedTexts,
  caller: Caller,
): Promise<Refusal | null> => {
  for (const [use, pin] of Object.entries(pins)) {
    const kept = await keepDefinition(ports, pin, texts.get(use) ?? "", caller);
    if (kept.type === "refused") return kept;
  }
  return null;
};
