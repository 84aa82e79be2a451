/** Where in a definition: keys and indices from the top. */
export type Path = readonly (string | number)[];

/** One thing that keeps a definition from being used. */
export interface Problem {
  /** Such as `stages[1].on_false`. */
  readonly path: string;
  readonly what: string;
  readonly fix: string;
  /** From 1; absent where the text does not tell. */
  readonly line?: number;
  /** From 1. */
  readonly column?: number;
}

/** Gathers the problems of one definition. */
export interface Problems {
  /** A `fix` that costs time is given as a function; it is called only when the problem is kept. */
  add(path: Path, what: string, fix: string | (() => string)): void;
  /** Whether a problem is known at a path or below it. */
  has(path: Path): boolean;
}

/** Most problems listed at once. */
const listed = 100;

interface Found {
  readonly path: Path;
  readonly what: string;
  readonly fix: string;
}

/** An empty list of problems; only the first {@link listed} are kept, the rest is counted. */
export const gatherProblems = () => {
  const found: Found[] = [];
  const keys = new Set<string>();
  let beyond = 0;
  return {
    add(path: Path, what: string, fix: string | (() => string)): void {
      if (found.length >= listed) {
        beyond++;
        return;
      }
      if (found.some((each) => each.what === what && pathText(each.path) === pathText(path)))
        return;
      found.push({ path, what, fix: typeof fix === "string" ? fix : fix() });
      for (let i = 0; i <= path.length; i++) keys.add(pathText(path.slice(0, i)));
    },
    has: (path: Path): boolean => keys.has(pathText(path)),
    count: (): number => found.length,
    /** Every problem in its place in the text. */
    list(placeOf: (path: Path) => { line: number; column: number } | null): readonly Problem[] {
      const problems: Problem[] = found.map(({ path, what, fix }) => ({
        path: pathText(path),
        what,
        fix,
        ...placeOf(path),
      }));
      problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
      if (beyond === 0) return problems;
      const more = { path: "", what: `${beyond} more problems`, fix: "Mend these first." };
      return [...problems, more];
    },
  };
};

/** A path as it is written in code; keys that are no identifiers stand in brackets. */
export const pathText = (path: Path): string =>
  // In a file of one workflow all is below `workflow`, which then says nothing.
  path
    .slice(path[0] === "workflow" && path.length > 1 ? 1 : 0)
    .map((part) => {
      if (typeof part === "number") return `[${part}]`;
      return /^[\w-]{1,200}$/.test(part) ? `.${part}` : `[${JSON.stringify(part.slice(0, 60))}]`;
    })
    .join("")
    .replace(/^\./, "");
