/** The changed lines between two texts, marked `+` and `-`, with a line of what is around them. */
export const lineDiff = (before: string | null, after: string): readonly string[] => {
  const old = before === null ? [] : before.split(/\r?\n/);
  const fresh = after.split(/\r?\n/);
  const marked = compare(old, fresh);
  const near = (i: number): boolean =>
    [i - 1, i, i + 1].some((j) => marked[j] !== undefined && !marked[j].startsWith(" "));
  return marked.filter((line, i) => near(i) && line.trim() !== "");
};

/** All lines, by the longest sequence that both have. */
const compare = (old: readonly string[], fresh: readonly string[]): readonly string[] => {
  const common = old.map(() => new Uint16Array(fresh.length + 1));
  common.push(new Uint16Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      const row = common[i];
      if (row === undefined) continue;
      const skipping = Math.max(common[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
      row[j] = old[i] === fresh[j] ? 1 + (common[i + 1]?.[j + 1] ?? 0) : skipping;
    }
  }
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      lines.push(`  ${old[i]}`);
      i += 1;
      j += 1;
    } else if (j >= fresh.length || (common[i + 1]?.[j] ?? 0) > (common[i]?.[j + 1] ?? 0)) {
      lines.push(`- ${old[i]}`);
      i += 1;
    } else if (i < old.length && (common[i + 1]?.[j] ?? 0) === (common[i]?.[j + 1] ?? 0)) {
      lines.push(`- ${old[i]}`);
      i += 1;
    } else {
      lines.push(`+ ${fresh[j]}`);
      j += 1;
    }
  }
  return lines;
};
