import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { runAgent } from "./agent.mjs";
import { answerCriteria } from "./answer-criteria.mjs";
import { edit, write } from "./edit-file.mjs";
import { runTests } from "./run-tests.mjs";

const draft = new URL("./iso-draft.js.txt", import.meta.url);

/**
 * Writes the code. The first version reads a lone "P1M" as a minute, and this agent, like many, says it is done without
 * having run the tests; only the refusal makes it look.
 */
const work = async ({ brief, refused }) => {
  if (!existsSync("docs/requirements.md")) throw new Error("docs/requirements.md is missing");
  if (!existsSync("src/iso.js")) await implement();
  const proof = refused === null ? "src/iso.js has a pattern for every form" : await mend(refused);
  return {
    status: "completed",
    summary: refused === null ? "ISO durations are read and written." : `Mended: ${proof}.`,
    artifacts: [
      { type: "code", path: "src/iso.js", description: "parseIso and formatIso" },
      { type: "code", path: "src/parse.js", description: "parse hands ISO texts to parseIso" },
      { type: "code", path: "src/index.js", description: "Exports both" },
    ],
    criteria: answerCriteria(brief, [
      [/requirement/i, proof],
      [/reads as before|existing/i, "No existing test was changed"],
    ]),
    decisions: ["parse decides by the leading P; the form with units is read as before"],
  };
};

const implement = async () => {
  await write("src/iso.js", await readFile(draft, "utf8"));
  await moveRounding();
  await edit(
    "src/parse.js",
    "import { findUnit }",
    'import { parseIso } from "./iso.js";\nimport { findUnit }',
  );
  await edit(
    "src/parse.js",
    "  const sign = ",
    "  if (/^[+-]?P/.test(trimmed)) return parseIso(trimmed);\n  const sign = ",
  );
  await edit(
    "src/index.js",
    "export { parse }",
    'export { formatIso, parseIso } from "./iso.js";\nexport { parse }',
  );
};

/** Both readers round in the same way, so the function moves to a file that both import. */
const moveRounding = async () => {
  const source = await readFile("src/parse.js", "utf8");
  const found = /\/\*\* Rounds away[\s\S]*?\n};\n\n/.exec(source)?.[0];
  if (found === undefined) throw new Error("src/parse.js has no wholeMilliseconds");
  await edit("src/parse.js", found, "");
  await write("src/whole.js", `${found.trim().replace("const whole", "export const whole")}\n`);
  await edit(
    "src/parse.js",
    '"./units.js";\n',
    '"./units.js";\nimport { wholeMilliseconds } from "./whole.js";\n',
  );
};

/** Finds the failing tests in what the refusal quotes (or by running them), and mends what they show. */
const mend = async (refused) => {
  const quoted = [...refused.matchAll(/(?:✖|not ok \d+ -) (.*)/g)].map((match) => match[1]);
  const failing = quoted.some(isMonth) ? quoted : (await runTests()).failed;
  if (!failing.some(isMonth)) throw new Error(`unknown failure: ${failing.join("; ")}`);
  // Hours, minutes and seconds only after a T: without it an M is a month.
  await edit("src/iso.js", `T?\${time}$`, `(?:T(?=\\\\d)\${time})?$`);
  await edit(
    "src/iso.js",
    "  const match = ",
    '  if (calendarUnit.test(text)) throw unreadable(text, "years and months have no fixed length");\n  const match = ',
  );
  await edit(
    "src/iso.js",
    "/**\n * Reads",
    "/** A year or a month: they stand before the T. */\nconst calendarUnit = /^[+-]?P[^T]*\\d[YM]/;\n\n/**\n * Reads",
  );
  const { passed, failed } = await runTests();
  if (failed.length > 0) throw new Error(`still red: ${failed.join("; ")}`);
  return `an M before the T is a month; ${passed.length} tests pass`;
};

const isMonth = (name) => /\bP1M\b/.test(name);

await runAgent(work);
