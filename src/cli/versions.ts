import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions } from "./options.ts";
import { printRefusal, withEngine } from "./with-engine.ts";

const usage = "baton versions NAME [--use VERSION|newest] [--json] [--db FILE]";

/**
 * `baton versions`: the kept versions of a definition with how many unfinished workflows follow each; `--use` chooses
 * the one that starts without a version get.
 */
export const versionsCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, {
    ...dbOption,
    use: { type: "string" },
    json: { type: "boolean" },
  });
  if (read === null) return usageError;
  const [name, ...more] = read.positionals;
  if (name === undefined || more.length > 0) return misuse(io, "versions takes one name.", usage);
  const { use, json, db } = read.values;
  return withEngine(io, db, async (engine, baton) => {
    const caller = {
      actor: { kind: "human", name: baton.human },
      session: null,
      holder: null,
      command: null,
    } as const;
    const found =
      use === undefined
        ? await engine.versions(name)
        : await engine.useVersion(name, use === "newest" ? null : use, caller);
    if (found.type === "refused") return printRefusal(io, found);
    const { content } = found;
    if (json === true) {
      io.stdout(`${JSON.stringify(content, null, 2)}\n`);
      return 0;
    }
    io.stdout(`${name}: starts without a version get ${String(content.use)}\n`);
    for (const each of Array.isArray(content.versions) ? content.versions : []) {
      const { version, kept_at, running, used } = Object(each);
      io.stdout(
        `${used === true ? "*" : " "} ${version}  kept ${kept_at}  ${running} unfinished\n`,
      );
    }
    return 0;
  });
};
