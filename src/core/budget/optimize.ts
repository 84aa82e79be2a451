import type { BriefWeight } from "./brief-weight.ts";
import { type BudgetEntry, evolveLedger, type Ledger } from "./ledger.ts";
import { warningShare } from "./pool.ts";
import { type PoolLine, pressureOf } from "./pressure.ts";

/** From this age on learnings are old, and worth a summary. */
export const oldMs = 86_400_000;
/** From this age on any entry is very old. */
export const veryOldMs = 7 * oldMs;
/** Documents that were not charged again for this long are not in use. */
export const unusedMs = 3_600_000;
/** What a summary keeps of old learnings, at least so many tokens. */
const summary = { share: 0.25, least: 100 } as const;

/** The four steps, in their order. */
export type OptimizeTier = "learnings" | "archive" | "context7" | "plans";

/** What one step did. */
export interface OptimizeStep {
  readonly tier: OptimizeTier;
  readonly did: string;
  readonly tokens: number;
  /** Ids of what it released. */
  readonly entries: readonly string[];
}

/** What only the caller can do. */
export interface OptimizeRequest {
  readonly do: "summarise" | "release" | "wait";
  /** What it is about; null for briefs under way. */
  readonly label: string | null;
  readonly pool: BudgetEntry["pool"];
  /** What it would free. */
  readonly tokens: number;
  readonly text: string;
}

/** How a ledger gets below the warning: what is released at once, and what is asked of the caller. */
export interface Optimized {
  readonly steps: readonly OptimizeStep[];
  readonly requests: readonly OptimizeRequest[];
}

/** Works out the four steps. `done` are labels of plans whose work is completed. */
export const optimize = (
  ledger: Ledger,
  briefs: BriefWeight,
  now: number,
  done: ReadonlySet<string>,
): Optimized => {
  let left = ledger;
  const age = (entry: BudgetEntry): number => now - entry.at;
  const step = (
    tier: OptimizeTier,
    verb: string,
    fits: (entry: BudgetEntry) => boolean,
  ): OptimizeStep => {
    const released: BudgetEntry[] = [];
    for (const entry of oldestFirst(left)) {
      if (!fits(entry) || !isOver(left, briefs, entry)) continue;
      left = evolveLedger(left, release(entry), now);
      released.push(entry);
    }
    return {
      tier,
      did: released.length === 0 ? "nothing to do" : `${verb} ${labels(released)}`,
      tokens: tokensOf(released),
      entries: released.map(({ id }) => id),
    };
  };
  const isOld = (entry: BudgetEntry): boolean =>
    entry.pool === "learnings" && entry.tier < 3 && (entry.tier === 2 || age(entry) >= oldMs);
  const steps = [
    step(
      "archive",
      "archived",
      (entry) => entry.pool !== "reserved" && (entry.tier === 3 || age(entry) >= veryOldMs),
    ),
    step("context7", "dropped", (entry) => entry.pool === "context7" && age(entry) >= unusedMs),
    step("plans", "pruned", (entry) => entry.pool === "plans" && done.has(entry.label)),
  ];
  const summaries: OptimizeRequest[] = [];
  // A summary is less than what it sums up; what is small already is not worth one.
  for (const entry of oldestFirst(left)) {
    const size = Math.max(summary.least, Math.ceil(entry.tokens * summary.share));
    if (!isOld(entry) || size >= entry.tokens || !isOver(left, briefs, entry)) continue;
    summaries.push(summarise(entry, size));
    left = evolveLedger(left, release(entry), now);
    left = evolveLedger(left, { type: "budget_charged", entry: { ...entry, tokens: size } }, now);
  }
  const first: OptimizeStep = {
    tier: "learnings",
    did:
      summaries.length === 0
        ? "nothing to do"
        : `asks for a summary of ${summaries.map(({ label }) => label).join(", ")}`,
    tokens: 0,
    entries: [],
  };
  return { steps: [first, ...steps], requests: [...summaries, ...releases(left, briefs, now)] };
};

/** The largest entries until it is enough, then the briefs, which go by themselves. */
const releases = (ledger: Ledger, briefs: BriefWeight, now: number): OptimizeRequest[] => {
  const requests: OptimizeRequest[] = [];
  let left = ledger;
  const largest = [...ledger.entries.values()].sort((a, b) => b.tokens - a.tokens);
  for (const entry of largest) {
    if (!isOver(left, briefs, entry)) continue;
    requests.push({
      do: "release",
      label: entry.label,
      pool: entry.pool,
      tokens: entry.tokens,
      text: `Release ${named(entry)} when it is not needed any more, or allocate ${entry.pool} more.`,
    });
    left = evolveLedger(left, release(entry), now);
  }
  for (const line of over(left, briefs)) {
    requests.push({
      do: "wait",
      label: null,
      pool: line.pool,
      tokens: line.used,
      text: `Let attempts end: their briefs hold ${line.used} tokens of ${line.pool}. Or allocate ${line.pool} more.`,
    });
  }
  return requests;
};

const summarise = (entry: BudgetEntry, size: number): OptimizeRequest => ({
  do: "summarise",
  label: entry.label,
  pool: entry.pool,
  tokens: entry.tokens - size,
  text: `Summarise ${named(entry)} to ${size} tokens and charge it anew under the same label.`,
});

const release = (entry: BudgetEntry) =>
  ({ type: "budget_released", entries: [entry.id], reason: "" }) as const;

/** Whether letting the entry go brings the ledger nearer to where it should be. */
const isOver = (ledger: Ledger, briefs: BriefWeight, entry: BudgetEntry): boolean => {
  const { pools, total } = pressureOf(ledger, briefs);
  return (
    total.used >= total.soft * warningShare ||
    pools.some((line) => line.pool === entry.pool && line.used >= line.soft * warningShare)
  );
};

const over = (ledger: Ledger, briefs: BriefWeight): readonly PoolLine[] =>
  pressureOf(ledger, briefs).pools.filter(
    (line) => line.used > 0 && line.used >= line.soft * warningShare,
  );

const oldestFirst = ({ entries }: Ledger): readonly BudgetEntry[] =>
  [...entries.values()].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));

const named = ({ label, pool, tokens }: BudgetEntry): string =>
  `"${label}" (${pool}, ${tokens} tokens)`;

const labels = (entries: readonly BudgetEntry[]): string =>
  entries.map(({ label }) => label).join(", ");

const tokensOf = (entries: readonly BudgetEntry[]): number =>
  entries.reduce((sum, { tokens }) => sum + tokens, 0);
