/** The names closest to a mistyped one, best first; at most `limit`, none that is plainly another word. */
export const nearest = (wanted: string, names: Iterable<string>, limit = 3): readonly string[] => {
  const target = wanted.toLowerCase();
  const most = Math.max(2, Math.ceil(target.length / 3));
  const scored: { name: string; distance: number }[] = [];
  for (const name of names) {
    const candidate = name.toLowerCase();
    const contains = candidate.includes(target) || target.includes(candidate);
    // The distance is at least the difference in length; most names need no table.
    if (!contains && Math.abs(candidate.length - target.length) > most) continue;
    const distance = contains && candidate !== "" ? 1 : editDistance(target, candidate);
    if (distance <= most) scored.push({ name, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return scored.slice(0, limit).map((entry) => entry.name);
};

/** Levenshtein distance over two rows. */
const editDistance = (a: string, b: string): number => {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitute));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
};
