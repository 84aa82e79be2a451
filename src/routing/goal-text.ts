/** A word or a mark of a goal, with the place it stands at. */
export interface Token {
  /** Its place among the tokens. */
  readonly at: number;
  /** Lower-case. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly mark: boolean;
}

/** A goal taken apart. */
export interface GoalText {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** What stands between marks, and between orders joined by "and"; without the marks. */
  readonly clauses: readonly (readonly Token[])[];
  /** The lines, or parts of a line, that are numbered or have a bullet. */
  readonly items: readonly string[];
}

/** Takes a goal apart; `isOrder` tells the words that begin an order. */
export const readGoal = (text: string, isOrder: (word: string) => boolean): GoalText => {
  const tokens = [...text.matchAll(tokenPattern)].map((match, at) => ({
    at,
    word: match[0].toLowerCase(),
    start: match.index,
    end: match.index + match[0].length,
    // What is quoted is one word, and none that says what is to be done.
    mark: !/[\p{L}\p{N}]/u.test(match[0]),
  }));
  return { text, tokens, clauses: clausesOf(tokens, isOrder), items: itemsOf(text) };
};

/** A word keeps dots, slashes and hyphens inside it, such as `docs/plan.md`; a mark stands alone. */
const tokenPattern =
  /["“][^"”\n]{0,300}["”]|[\p{L}\p{N}_#][\p{L}\p{N}_/.'’#@-]*[\p{L}\p{N}_]|[\p{L}\p{N}_]|[^\s\p{L}\p{N}_]|\n/gu;

const joining: ReadonlySet<string> = new Set(["and", "then", "also"]);

const clausesOf = (
  tokens: readonly Token[],
  isOrder: (word: string) => boolean,
): readonly (readonly Token[])[] => {
  const clauses: Token[][] = [[]];
  tokens.forEach((token, at) => {
    const next = tokens
      .slice(at + 1, at + 4)
      .find(({ word }) => !joining.has(word) && word !== "please");
    const joins = joining.has(token.word) && isOrder(next?.word ?? "");
    if (token.mark ? !'"`/'.includes(token.word) : joins) clauses.push([]);
    else if (!token.mark) clauses.at(-1)?.push(token);
  });
  return clauses.filter((clause) => clause.length > 0);
};

/** A bullet at the head of a line, or a number or letter with a bracket or dot anywhere. */
const itemPattern = /(?:^|\n)\s{0,8}(?:[-*•–]|\d{1,2}[.)]|[a-h]\))\s+(\S[^\n]*)/g;
const inlinePattern =
  /(?:^|[\s:])(?:\(?\d{1,2}\)|\(?[a-h]\)|-)\s(\S[^\n()]{0,200}?)(?=\s(?:\(?\d{1,2}\)|\(?[a-h]\)|-)\s|$)/g;

const itemsOf = (text: string): readonly string[] => {
  const lines = [...text.matchAll(itemPattern)].map(([, item = ""]) => item);
  return lines.length >= 2 ? lines : [...text.matchAll(inlinePattern)].map(([, item = ""]) => item);
};
