import type { Json, JsonObject } from "../core/json.ts";
import { actorOf } from "../core/person.ts";
import type { Engine } from "../engine/engine.ts";
import { renderText } from "../tools/render-text.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, readOptions } from "./options.ts";
import { printable } from "./printable.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

/** `baton tasks`: what humans are asked in this project. */
export const tasksCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, "baton tasks [WORKFLOW] [--mine] [--json] [--db FILE]", {
    ...dbOption,
    json: { type: "boolean" },
    mine: { type: "boolean" },
  });
  if (read === null) return usageError;
  return withEngine(io, read.values.db, async (engine, baton) => {
    const [workflow] = read.positionals;
    const limit = read.values.mine ? 100 : undefined;
    const answer = await engine.status({ workflow_id: workflow, view: "tasks", limit });
    if (answer.type === "refused") return printRefusal(io, answer);
    const content = read.values.mine
      ? await mine(engine, baton.human, answer.content)
      : answer.content;
    io.stdout(
      read.values.json
        ? `${JSON.stringify(content, null, 2)}\n`
        : `${printable(renderText(content))}\n`,
    );
    return 0;
  });
};

/** Only what is open and the person may decide: what they are asked by name, and what anybody is. */
const mine = async (engine: Engine, user: string, content: JsonObject): Promise<JsonObject> => {
  const { name } = actorOf(await engine.ports.workplace.people(), user);
  const tasks = Array.isArray(content.tasks) ? content.tasks : [];
  return { you: name, tasks: tasks.filter((task) => isFor(name, task)) };
};

const isFor = (name: string, task: Json): boolean => {
  if (!isObject(task) || task.status !== "open") return false;
  const { assignees = [] } = task;
  return Array.isArray(assignees) && (assignees.length === 0 || assignees.includes(name));
};

const isObject = (value: Json): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);
