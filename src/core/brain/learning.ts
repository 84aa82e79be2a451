import type { BrainChange, LearningRow } from "../project/brain-row.ts";

const endings = ".!;,: ";

/** What two learnings must share to be the same: their words, whatever the case, the spaces and the end. */
export const normalised = (text: string): string => {
  const plain = text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
  let end = plain.length;
  // Not by a pattern: on a long row of dots within the text it would take its square in time.
  while (end > 0 && endings.includes(plain.charAt(end - 1))) end--;
  return plain.slice(0, end) || plain;
};

/** The id of a learning: equal in every project for the same words. */
export const learningId = (text: string, sha256: (text: string) => string): string =>
  `lrn_${sha256(normalised(text)).slice(0, 16)}`;

/** The row after it was learned (again): the first words and author stay. */
export const learnedAgain = (
  row: LearningRow | undefined,
  learning: string,
  change: Extract<BrainChange, { type: "learned" }>,
): LearningRow => {
  const { text, agent, workflow, origin, firstAt, at, times } = change;
  if (row === undefined) {
    return {
      table: "learning",
      learning,
      text,
      agent,
      workflow,
      origin,
      firstAt,
      lastAt: at,
      times,
      uses: 0,
    };
  }
  return {
    ...row,
    origin: origin === null ? null : row.origin,
    lastAt: Math.max(row.lastAt, at),
    times: row.times + times,
  };
};
