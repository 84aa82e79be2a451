import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { runAgent } from "./agent.mjs";
import { answerCriteria } from "./answer-criteria.mjs";
import { edit, write } from "./edit-file.mjs";
import { isoExamples } from "./iso-examples.mjs";

/**
 * Documents the feature with the examples of the issue, each run for real. The issue also wants one that the library
 * refuses: that fails the first attempt, and the next one, told so by its brief, documents the refusal.
 */
const work = async ({ brief }) => {
  const { parse } = await import(pathToFileURL("src/index.js").href);
  const examples = isoExamples(await readFile("ISSUE.md", "utf8"));
  const known = /cannot read \\?"([^"\\]+)\\?": ([^\n"*`]+)/.exec(brief);
  const shown = examples.filter((iso) => iso !== known?.[1]);
  const rows = shown.map((iso) => `parse("${iso}"); // ${parse(iso)}`);
  const refusal =
    known === null ? "" : `\n\`${known[1]}\` is refused: ${known[2].trim().replace(/\.?$/, ".")}\n`;
  await document(rows, refusal);
  const verified = await runExamples();
  return {
    status: "completed",
    summary: `README and changelog written, ${verified} examples run.`,
    artifacts: [
      { type: "documentation", path: "README.md", description: "ISO 8601 section" },
      { type: "documentation", path: "CHANGELOG.md", description: "Entry for 1.5.0" },
    ],
    criteria: answerCriteria(brief, [
      [/example/i, `${verified} examples of README.md ran and gave the numbers beside them`],
      [/changelog/i, "CHANGELOG.md, 1.5.0"],
    ]),
  };
};

const document = async (rows, refusal) => {
  const code = ["```js", ...rows, 'formatIso(253000); // "PT4M13S"', "```"].join("\n");
  const section = `## ISO 8601\n\n\`parse\` reads ISO durations too, \`formatIso\` writes them.\n\n${code}\n${refusal}\n`;
  await edit("README.md", "## Rounding\n", `${section}## Rounding\n`);
  const entry = "## 1.5.0\n\n- `parse` reads ISO 8601 durations, `formatIso` writes them.\n\n";
  const log = await readFile("CHANGELOG.md", "utf8");
  await write(
    "CHANGELOG.md",
    log.replace("## ", () => `${entry}## `),
  );
};

/** Runs each one-line example of the README and compares with its comment; returns how many there were. */
const runExamples = async () => {
  const library = await import(pathToFileURL("src/index.js").href);
  const lines = [...(await readFile("README.md", "utf8")).matchAll(/^(\w+)\((.*)\); \/\/ (.*)$/gm)];
  for (const [line, name, args, expected] of lines) {
    const values = JSON.parse(`[${args.replace(/(\w+):/g, '"$1":')}]`);
    const result = JSON.stringify(library[name](...values));
    if (result !== expected) throw new Error(`README says ${line}, but it gives ${result}`);
  }
  return lines.length;
};

await runAgent(work);
