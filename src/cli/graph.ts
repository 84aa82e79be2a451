import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { planGraph } from "../definition/plan-graph.ts";
import { readDefinitions } from "../definition/read-definition.ts";
import { type Io, usageError } from "./io.ts";
import { misuse, readOptions } from "./options.ts";

const usage = "baton graph FILE [NAME]";

/** `baton graph`: a file's workflows as Mermaid; agents need not be registered for a picture. */
export const graphCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, {});
  if (read === null) return usageError;
  const [file, name, ...more] = read.positionals;
  if (file === undefined || more.length > 0)
    return misuse(io, "graph takes a file, and the name of a workflow in it.", usage);
  let text: string;
  try {
    text = readFileSync(resolve(io.cwd, file), "utf8");
  } catch {
    io.stderr(`baton: ${file} cannot be read. Fix: name a file that is there.\n`);
    return 1;
  }
  const found = readDefinitions(text, { knowsAgent: () => true });
  if (found.type === "invalid") {
    io.stderr(
      `baton: ${file} has ${found.problems.length} problems. Fix: see them with baton validate ${file}\n`,
    );
    return 1;
  }
  const wanted = found.definitions.filter(({ plan }) => name === undefined || plan.name === name);
  if (wanted.length === 0) {
    const names = found.definitions.map(({ plan }) => plan.name).join(", ");
    io.stderr(`baton: ${file} has no workflow ${name}. Fix: it has ${names}.\n`);
    return 1;
  }
  for (const { plan } of wanted) {
    if (wanted.length > 1) io.stdout(`%% ${plan.name}\n`);
    io.stdout(planGraph(plan));
  }
  return 0;
};
