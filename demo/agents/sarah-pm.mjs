import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { runAgent } from "./agent.mjs";
import { answerCriteria } from "./answer-criteria.mjs";
import { compareFolders } from "./compare-files.mjs";
import { write } from "./edit-file.mjs";
import { isoExamples } from "./iso-examples.mjs";
import { runTests } from "./run-tests.mjs";

const original = new URL("../project/", import.meta.url);

/** Reviews the change against the project as it was, and against what was asked for. */
const work = async ({ brief }) => {
  const changes = await compareFolders(original, pathToFileURL(`${process.cwd()}/`));
  const { passed, failed } = await runTests();
  const wanted = isoExamples(await readFile("docs/requirements.md", "utf8"));
  const reported = await readFile("docs/test-report.md", "utf8");
  const findings = [
    ...failed.map((name) => `red: ${name}`),
    ...wanted
      .filter((iso) => !reported.includes(iso))
      .map((iso) => `not in the test report: ${iso}`),
    ...changes
      .filter(isForbidden)
      .map(({ path, change }) => `${change} without being asked: ${path}`),
  ];
  const plus = changes.reduce((sum, change) => sum + change.plus, 0);
  const minus = changes.reduce((sum, change) => sum + change.minus, 0);
  await write("docs/review.md", review({ changes, findings, passed, wanted, plus, minus }));
  if (findings.length > 0) throw new Error(findings.join("; "));
  return {
    status: "completed",
    summary: `Accepted: ${changes.length} files, +${plus} -${minus} lines, ${passed.length} tests pass.`,
    artifacts: [{ type: "documentation", path: "docs/review.md", description: "The review" }],
    criteria: answerCriteria(brief, [
      [/requirement/i, `docs/review.md: ${wanted.length} of ${wanted.length} covered`],
      [/unasked|not asked/i, "docs/review.md: no existing test and no dependency was touched"],
    ]),
    decisions: ["Accepted for 1.5.0"],
  };
};

/** Existing tests and the manifest are not part of this feature. */
const isForbidden = ({ path, change }) =>
  change === "removed" ||
  path === "package.json" ||
  (change === "changed" && path.startsWith("test/"));

const review = ({ changes, findings, passed, wanted, plus, minus }) => `# Review: ISO 8601 durations

${findings.length === 0 ? "Accepted." : `Not accepted:\n\n${findings.map((text) => `- ${text}`).join("\n")}`}

${wanted.length} requirements, ${passed.length} passing tests, ${changes.length} files, +${plus} -${minus} lines.

| file | change | lines |
| --- | --- | --- |
${changes.map((c) => `| ${c.path} | ${c.change} | +${c.plus} -${c.minus} |`).join("\n")}
`;

await runAgent(work);
