import type { Completion } from "../command/completion.ts";
import type { ExpectedOutput } from "../contract.ts";
import { globMatches } from "../glob-overlap.ts";
import type { Rules } from "../rules.ts";

/** What a completion lacks to fulfil its contract, a line each; empty when it holds. */
export const contractGaps = (
  expected: ExpectedOutput,
  completion: Completion,
  rules: Rules,
): readonly string[] => [
  ...missingFiles(completion),
  ...openDeliverables(expected, completion),
  ...openCriteria(expected, completion),
  ...schemaErrors(expected, completion, rules),
  ...failedChecks(completion),
];

/** Checks that nobody ran: they are left out while other gaps stand, and a gate that was not tried is not passed. */
export const checksNotRun = (expected: ExpectedOutput, completion: Completion): readonly string[] =>
  (expected.checks ?? [])
    .filter((name) => !completion.checks.some((check) => check.name === name))
    .map((name) => `check ${name} was not run`);

/**
 * The number of the deliverable an artifact is recorded for: the one it names by number or text, else the one its path
 * names best (as it is, by suffix, by glob).
 */
export const deliverableOf = (deliverables: readonly string[], artifact: Named): string | null => {
  const matches = [
    (text: string, label: string) => namesIt(artifact, text, label),
    (text: string) => plainPath(text) === plainPath(artifact.path),
    (text: string) => meetsByPath(artifact.path, text),
  ];
  for (const match of matches) {
    const index = deliverables.findIndex((text, i) => match(text, `D${i + 1}`));
    if (index >= 0) return `D${index + 1}`;
  }
  return null;
};

type Named = { readonly path: string; readonly deliverable: string | null };

/** Whether an answer means the numbered item, by its number or by its text (case and spacing ignored). */
export const names = (answer: string, number: string, text: string): boolean => {
  const plain = fold(answer);
  const label = fold(number);
  return plain === label || plain === fold(text) || plain === `${label} ${fold(text)}`;
};

const missingFiles = (completion: Completion): readonly string[] =>
  completion.artifacts
    .filter((artifact) => !artifact.exists)
    .map((artifact) => `artifact ${artifact.path} does not exist in the project`);

const openDeliverables = (expected: ExpectedOutput, completion: Completion): readonly string[] => {
  const found = completion.artifacts.filter((artifact) => artifact.exists);
  return expected.deliverables
    .map((text, i) => ({ label: `D${i + 1}`, text }))
    .filter(
      ({ label, text }) =>
        !found.some((each) => namesIt(each, text, label) || meetsByPath(each.path, text)),
    )
    .map(({ label, text }) => `deliverable ${label} (${text}): no artifact meets it`);
};

const namesIt = (artifact: Named, text: string, label: string): boolean =>
  artifact.deliverable !== null && names(artifact.deliverable, label, text);

const openCriteria = (expected: ExpectedOutput, completion: Completion): readonly string[] =>
  expected.acceptance_criteria.flatMap((text, i) => {
    const label = `C${i + 1}`;
    const answer = completion.criteria.find((each) => names(each.criterion, label, text));
    if (answer === undefined) return [`criterion ${label} (${text}): not answered`];
    if (!answer.met) return [`criterion ${label} (${text}): answered as not met`];
    return answer.evidence.trim() === "" ? [`criterion ${label} (${text}): no evidence given`] : [];
  });

const schemaErrors = (
  expected: ExpectedOutput,
  completion: Completion,
  rules: Rules,
): readonly string[] => {
  if (expected.output_schema === undefined) return [];
  if (completion.outputs === null) return ["outputs: required by output_schema, none given"];
  return rules.validate(expected.output_schema, completion.outputs);
};

const failedChecks = (completion: Completion): readonly string[] =>
  completion.checks
    .filter((check) => check.exitCode !== 0)
    .map((check) => {
      const how = check.exitCode === null ? "did not finish" : `exited ${check.exitCode}`;
      return `check ${check.name} ${how}:\n${check.tail}`;
    });

const plainPath = (path: string): string => path.trim().replace(/^\.\//, "");

const meetsByPath = (path: string, deliverable: string): boolean => {
  const wanted = plainPath(deliverable);
  if (wanted === "" || /\s/.test(wanted)) return false;
  return (
    path === wanted ||
    path.endsWith(`/${wanted}`) ||
    globMatches(wanted, path) ||
    globMatches(`**/${wanted}`, path)
  );
};

const fold = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[\s:.)(-]+/g, " ")
    .trim();
