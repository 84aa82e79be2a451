import { readFile } from "node:fs/promises";
import { runAgent } from "./agent.mjs";
import { answerCriteria } from "./answer-criteria.mjs";
import { write } from "./edit-file.mjs";
import { isoExamples, isoParts, projectUnits } from "./iso-examples.mjs";

/** Turns the issue into requirements: works out every example, and asks about what nobody has decided. */
const work = async ({ brief }) => {
  const lengths = await projectUnits();
  const examples = isoExamples(await readFile("ISSUE.md", "utf8")).map((iso) => read(iso, lengths));
  const unknown = [...new Set(examples.flatMap(({ unknown }) => unknown))];
  const decision = /refuse them\b[^\n"*]*/i.exec(brief)?.[0].trim();
  if (unknown.length > 0 && decision === undefined) return ask(examples, unknown);
  const refused = [...examples.filter(isRefused), ...unknown.map(single)];
  const rows = [...examples.filter((example) => !isRefused(example)), ...refused];
  await write("docs/requirements.md", requirements(rows, `- Years and months: ${decision}`));
  await write("test/iso-months.test.js", acceptance(refused));
  return {
    status: "completed",
    summary: `${rows.length} requirements from ISSUE.md, ${refused.length} of them refusals with tests of their own.`,
    artifacts: [
      { type: "documentation", path: "docs/requirements.md", description: "Numbered requirements" },
      { type: "test", path: "test/iso-months.test.js", description: "The decision, as tests" },
    ],
    criteria: answerCriteria(brief, [
      [/example/i, `docs/requirements.md, R1 to R${rows.length}, each with its milliseconds`],
      [/decision|decided/i, `docs/requirements.md, Decisions: ${decision}`],
    ]),
    decisions: [`Durations with years or months: ${decision}`],
  };
};

const read = (iso, lengths) => {
  const parts = isoParts(iso);
  const unknown = parts.map(({ unit }) => unit).filter((unit) => !lengths.has(unit));
  const total = parts.reduce((sum, { count, unit }) => sum + count * (lengths.get(unit) ?? 0), 0);
  return { iso, unknown, ms: iso.startsWith("-") ? -total : total };
};

const isRefused = ({ unknown }) => unknown.length > 0;

/** The smallest example of a unit: where a mistake about it shows alone. */
const single = (unit) => ({ iso: `P1${unit[0].toUpperCase()}`, unknown: [unit], ms: 0 });

const ask = async (examples, unknown) => {
  const which = examples.filter(isRefused).map(({ iso }) => iso);
  const question =
    `${which.join(", ")} counts ${unknown.join("s and ")}s, which have no fixed length in ` +
    "milliseconds. Should such texts be refused, or count as 365 and 30 days?";
  await write(
    "docs/requirements.md",
    requirements(
      examples.filter((e) => !isRefused(e)),
      `- Open: ${question}`,
    ),
  );
  return {
    status: "needs_input",
    summary: `${examples.length} examples read, ${which.length} of them undecided.`,
    questions: [question],
  };
};

const requirements = (rows, decision) => `# ISO 8601 durations: requirements

From ISSUE.md. \`parse\` must give these milliseconds, or a RangeError where it says refused.

| id | text | result |
| --- | --- | --- |
${rows.map((row, index) => `| R${index + 1} | \`${row.iso}\` | ${isRefused(row) ? "refused" : row.ms} |`).join("\n")}

\`formatIso\` writes days, hours, minutes and seconds, and \`parse\` must read back what it wrote.

## Decisions

${decision}
`;

const acceptance = (refused) => `import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../src/index.js";

for (const text of ${JSON.stringify(refused.map(({ iso }) => iso))}) {
  test(\`parse refuses \${text}: a year or a month has no fixed length\`, () => {
    assert.throws(() => parse(text), RangeError, \`\${text} must be refused\`);
  });
}
`;

await runAgent(work);
