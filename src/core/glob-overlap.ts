/**
 * Whether two path globs (`*` and `?` within a segment, `**` over segments) can name the same file.
 * May say yes where only an odd pair of names would meet; never says no wrongly.
 */
export const globsOverlap = (a: string, b: string): boolean => {
  const [x, y] = [segmentsOf(a), segmentsOf(b)];
  const [from, to] = [literalStart(x), literalStart(y)];
  if (!from.startsWith(to) && !to.startsWith(from)) return false;
  return a.length * b.length > workLimit || segmentsOverlap(x, y);
};

/** What every path begins with that the glob names. */
const literalStart = (segments: readonly string[]): string =>
  segments.join("/").split(/[*?]/, 1)[0] ?? "";

/** Pairs of characters compared at most: a hundred globs meet a hundred others while a database is locked. */
const workLimit = 16_384;

/** Whether two resources can meet; a folder named without its slash stands for all that is in it, too. */
export const resourcesOverlap = (a: string, b: string): boolean =>
  globsOverlap(a, b) || globsOverlap(`${a}/`, b) || globsOverlap(a, `${b}/`);

/** Whether a path is matched by a glob; a pair too long to be told from within reason is not. */
export const globMatches = (glob: string, path: string): boolean =>
  glob.length * path.length <= 4 * workLimit &&
  segmentsOverlap(segmentsOf(glob), segmentsOf(path.replace(/[*?]/g, "_")));

const hasWildcard = (text: string): boolean => /[*?]/.test(text);

const segmentsOf = (glob: string): readonly string[] => {
  const segments = glob.split("/").filter((segment) => segment !== "" && segment !== ".");
  // A folder stands for all that is in it.
  return glob.endsWith("/") ? [...segments, "**"] : segments;
};

const segmentsOverlap = (a: readonly string[], b: readonly string[]): boolean =>
  align(
    a.map((segment) => segment === "**"),
    b.map((segment) => segment === "**"),
    (i, j) => charactersOverlap(a[i] ?? "", b[j] ?? ""),
  );

const charactersOverlap = (a: string, b: string): boolean => {
  if (!hasWildcard(a) && !hasWildcard(b)) return a === b;
  const [x, y] = [[...a], [...b]];
  return align(
    x.map((char) => char === "*"),
    y.map((char) => char === "*"),
    (i, j) => x[i] === y[j] || x[i] === "?" || y[j] === "?",
  );
};

/**
 * Whether two patterns can describe one sequence; `true` in a list is a wildcard for any run of items. Dynamic
 * programming over both, so that many wildcards cannot make it slow; it ends with the first item that nothing can meet.
 */
const align = (
  a: readonly boolean[],
  b: readonly boolean[],
  meets: (i: number, j: number) => boolean,
): boolean => {
  let previous = new Uint8Array(b.length + 1);
  let row = new Uint8Array(b.length + 1);
  previous[0] = 1;
  for (let j = 0; j < b.length && b[j] === true; j++) previous[j + 1] = 1;
  for (let i = 0; i < a.length; i++) {
    const isRun = a[i] === true;
    row[0] = isRun ? (previous[0] ?? 0) : 0;
    let open = row[0];
    for (let j = 0; j < b.length; j++) {
      const run = isRun || b[j] === true;
      const reached = run ? (previous[j + 1] ?? 0) | (row[j] ?? 0) : (previous[j] ?? 0);
      const holds = reached === 1 && (run || meets(i, j)) ? 1 : 0;
      row[j + 1] = holds;
      open |= holds;
    }
    if (open === 0) return false;
    [previous, row] = [row, previous];
  }
  return previous[b.length] === 1;
};
