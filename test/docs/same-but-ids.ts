/**
 * Ids, tokens and times differ from run to run. The ones a page shows are bound to the ones a run gives where they
 * first meet, and from then on must be the same.
 */
interface Bindings {
  /** The page's text with the run's ids. */
  apply(text: string): string;
  /** Every difference between what a page shows and what came, a line each. Fields that are not shown are not compared. */
  differences(shown: unknown, came: unknown): readonly string[];
}

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const ids = new RegExp(
  `${uuid}|\\borch_\\d{8}_\\d{6}_[0-9a-f]{4}\\b|\\b(?:task|cp|art|exec)_[0-9a-f]{12}\\b|\\b\\d+-[0-9a-f]{6}\\b`,
  "g",
);
const times = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/** Bindings that know nothing yet. */
export const newBindings = (): Bindings => {
  const known = new Map<string, string>();

  const bind = (shown: string, came: string): void => {
    const here = shown.match(ids) ?? [];
    const there = came.match(ids) ?? [];
    here.forEach((id, i) => {
      const real = there[i];
      if (real === undefined || known.has(id)) return;
      known.set(id, real);
      if (/^[0-9a-f]{8}-/.test(id)) known.set(id.slice(0, 8), real.slice(0, 8));
    });
  };

  const apply = (text: string): string => {
    const pattern = [...known.keys()].sort((a, b) => b.length - a.length).join("|");
    if (pattern === "") return text;
    return text.replace(new RegExp(`\\b(?:${pattern})\\b`, "g"), (id) => known.get(id) ?? id);
  };

  const compare = (shown: unknown, came: unknown, at: string): readonly string[] => {
    if (typeof shown === "string" && typeof came === "string") {
      bind(shown, came);
      const wanted = apply(shown).replace(times, "TIME");
      const found = came.replace(times, "TIME");
      return wanted === found ? [] : [`${at}: shown ${wanted}, came ${found}`];
    }
    if (Array.isArray(shown) && Array.isArray(came)) {
      return shown.length === came.length
        ? shown.flatMap((item, i) => compare(item, came[i], `${at}[${i}]`))
        : [`${at}: ${shown.length} shown, ${came.length} came`];
    }
    if (isRecord(shown) && isRecord(came)) {
      return Object.entries(shown).flatMap(([key, value]) =>
        compare(value, came[key], `${at}.${key}`),
      );
    }
    return Object.is(shown, came)
      ? []
      : [`${at}: shown ${JSON.stringify(shown)}, came ${JSON.stringify(came)}`];
  };

  return { apply, differences: (shown, came) => compare(shown, came, "result") };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
