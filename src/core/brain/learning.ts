import type { BrainChange, LearningRow } from "../project/brain-row.ts";

/** What two learnings must share to be the same: their words, whatever the case, the spaces and the end. */
export const normalised = (text: string): string => {
  const plain = text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();
  return plain.replace(/[.!;,:\s]+$/, "") || plain;
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
