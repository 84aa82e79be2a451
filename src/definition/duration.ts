const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** A duration such as `90s`, `10m`, `2h`, `7d`. */
export const durationPattern = /^\d{1,9}(\.\d{1,3})?[smhd]$/;

/** Seconds of a duration; null when it is none. */
export const secondsOf = (text: string): number | null => {
  if (!durationPattern.test(text)) return null;
  const unit = units[text.slice(-1)];
  return unit === undefined ? null : Number(text.slice(0, -1)) * unit;
};

/** Seconds as the shortest duration text. */
export const durationText = (seconds: number): string => {
  for (const unit of ["d", "h", "m"]) {
    const size = units[unit] ?? 1;
    if (seconds >= size && seconds % size === 0) return `${seconds / size}${unit}`;
  }
  return `${seconds}s`;
};
