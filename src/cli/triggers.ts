import type { Answer } from "../engine/answer.ts";
import type { Engine } from "../engine/engine.ts";
import type { Caller } from "../engine/ports.ts";
import { renderText } from "../tools/render-text.ts";
import { definitionText } from "./definition-text.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { printable } from "./printable.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

const usage =
  "baton triggers [--json] | baton triggers arm FILE|TEMPLATE | baton triggers disarm NAME";

/** `baton triggers`: what starts by itself; `arm` and `disarm` change it. */
export const triggersCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, { ...dbOption, json: { type: "boolean" } });
  if (read === null) return usageError;
  const [verb, name, ...more] = read.positionals;
  const known = verb === undefined || verb === "arm" || verb === "disarm";
  if (!known) return misuse(io, `triggers knows no ${verb}.`, usage);
  if (more.length > 0 || (verb !== undefined && name === undefined))
    return misuse(io, `triggers ${verb} takes one name.`, usage);
  const change = changeFor(verb, name ?? "", io);
  if (change === null) return 1;
  return withEngine(io, read.values.db, async (engine, { human }) => {
    const actor = { kind: "human", name: human } as const;
    const answer = await change(engine, { actor, session: null, holder: null, command: null });
    if (answer.type === "refused") return printRefusal(io, answer);
    const { content } = answer;
    const text = read.values.json
      ? JSON.stringify(content, null, 2)
      : printable(renderText(content));
    io.stdout(`${text}\n`);
    return 0;
  });
};

type Change = (engine: Engine, caller: Caller) => Promise<Answer>;

const changeFor = (verb: "arm" | "disarm" | undefined, name: string, io: Io): Change | null => {
  if (verb === undefined) return (engine) => engine.listTriggers();
  if (verb === "disarm") return (engine, caller) => engine.disarmTriggers(name, caller);
  const definition = definitionText(name, io);
  return definition === null ? null : (engine, caller) => engine.armTriggers(definition, caller);
};
