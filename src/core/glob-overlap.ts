/**
 * Whether two path globs (`*` and `?` within a segment, `**` over segments) can name the same file.
 * May say yes where only an odd pair of names would meet; never says no wrongly.
 */
export const globsOverlap = (a: string, b: string): boolean =>
  segmentsOverlap(segmentsOf(a), segmentsOf(b));

/** Whether two resources can meet; a folder named without its slash stands for all that is in it, too. */
export const resourcesOverlap = (a: string, b: string): boolean =>
  globsOverlap(a, b) || globsOverlap(`${a}/`, b) || globsOverlap(a, `${b}/`);

/** Whether a path is matched by a glob. */
export const globMatches = (glob: string, path: string): boolean =>
  segmentsOverlap(segmentsOf(glob), segmentsOf(path.replace(/[*?]/g, "_")));

const segmentsOf = (glob: string): readonly string[] => {
  const segments = glob.split("/").filter((segment) => segment !== "" && segment !== ".");
  // A folder stands for all that is in it.
  return glob.endsWith("/") ? [...segments, "**"] : segments;
};

/** Dynamic programming over both lists, so that many `**` cannot make it slow. */
const segmentsOverlap = (a: readonly string[], b: readonly string[]): boolean =>
  align(
    a,
    b,
    (segment) => segment === "**",
    (x, y) => charactersOverlap(x, y),
  );

const charactersOverlap = (a: string, b: string): boolean =>
  align(
    [...a],
    [...b],
    (char) => char === "*",
    (x, y) => x === y || x === "?" || y === "?",
  );

/** Whether two patterns with a wildcard for any run of items can describe one sequence. */
const align = (
  a: readonly string[],
  b: readonly string[],
  isRun: (item: string) => boolean,
  meets: (x: string, y: string) => boolean,
): boolean => {
  let row: boolean[] = [];
  for (let i = 0; i <= a.length; i++) {
    const previous = row;
    row = [];
    for (let j = 0; j <= b.length; j++) {
      const x = a[i - 1];
      const y = b[j - 1];
      const above = previous[j] ?? false;
      const left = row[j - 1] ?? false;
      const diagonal = previous[j - 1] ?? false;
      if (x === undefined && y === undefined) row.push(true);
      else if (x !== undefined && isRun(x)) row.push(above || left);
      else if (y !== undefined && isRun(y)) row.push(left || above);
      else if (x !== undefined && y !== undefined) row.push(diagonal && meets(x, y));
      else row.push(false);
    }
  }
  return row.at(-1) ?? false;
};
