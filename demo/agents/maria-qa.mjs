import { readFile } from "node:fs/promises";
import { runAgent } from "./agent.mjs";
import { answerCriteria } from "./answer-criteria.mjs";
import { write } from "./edit-file.mjs";
import { isoExamples } from "./iso-examples.mjs";
import { runTests } from "./run-tests.mjs";

/** Adds a round trip over many durations to the tests, runs everything and reports what it saw. */
const work = async ({ brief }) => {
  await write("test/iso-roundtrip.test.js", roundTrip);
  const { passed, failed, output } = await runTests({ coverage: true });
  if (failed.length > 0) throw new Error(`the code is not right: ${failed.join("; ")}`);
  const wanted = isoExamples(await readFile("docs/requirements.md", "utf8"));
  const covering = wanted.map((iso) => [
    iso,
    passed.find((name) => name.split(/[^\w.,+-]/).includes(iso)),
  ]);
  const untested = covering.filter(([, name]) => name === undefined).map(([iso]) => iso);
  if (untested.length > 0) throw new Error(`no test for ${untested.join(", ")}`);
  const lines = /^#\s+(?:src[\\/])?iso\.js\s*\|\s*([\d.]+)/m.exec(output)?.[1] ?? "unknown";
  await write("docs/test-report.md", report(passed, covering, lines));
  return {
    status: "completed",
    summary: `${passed.length} tests pass, ${lines} % of the lines of src/iso.js run.`,
    artifacts: [
      {
        type: "test",
        path: "test/iso-roundtrip.test.js",
        description: "Round trip over 2,000 durations",
      },
      {
        type: "documentation",
        path: "docs/test-report.md",
        description: "What was tested, with results",
      },
    ],
    criteria: answerCriteria(brief, [
      [/requirement/i, `docs/test-report.md lists a passing test for each of ${wanted.length}`],
      [/round trip|reads back/i, "test/iso-roundtrip.test.js passes for 2,000 seeded durations"],
    ]),
    learnings: ["In ISO 8601 an M before the T is a month: test P1M, not only PT1M."],
  };
};

const roundTrip = `import assert from "node:assert/strict";
import { test } from "node:test";
import { formatIso, parse } from "../src/index.js";

/** Numbers from 0 to 1, the same in every run (mulberry32). */
const seeded = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

test("parse reads back 2,000 durations that formatIso wrote, from a millisecond to 300 years", () => {
  const random = seeded(8601);
  for (let run = 0; run < 2000; run++) {
    const ms = Math.round((random() - 0.5) * 10 ** (random() * 13));
    assert.equal(parse(formatIso(ms)) + 0, ms + 0, formatIso(ms));
  }
});

test("the edges of each unit survive the round trip", () => {
  for (const size of [1, 1_000, 60_000, 3_600_000, 86_400_000]) {
    for (const ms of [size - 1, size, size + 1, -size]) assert.equal(parse(formatIso(ms)), ms);
  }
});
`;

const report = (passed, covering, lines) => `# Test report: ISO 8601 durations

${passed.length} tests ran on Node ${process.versions.node}, all passed. Lines of src/iso.js that ran: ${lines} %.

| requirement | test |
| --- | --- |
${covering.map(([iso, name]) => `| \`${iso}\` | ${name} |`).join("\n")}

Added: test/iso-roundtrip.test.js, 2,000 seeded durations written by \`formatIso\` and read back by \`parse\`.
`;

await runAgent(work);
