import type { ExecutionRow, LearningRow, SessionRow } from "../project/brain-row.ts";

/** What can be recalled. */
export const recallKinds = ["learning", "execution"] as const;
/** See {@link recallKinds}. */
export type RecallKind = (typeof recallKinds)[number];

/** A search in what was learned and done. */
export interface RecallQuery {
  /** Its words are looked for, any of them; longer ones also as the beginning of a word. */
  readonly text: string;
  readonly kinds: readonly RecallKind[];
  readonly limit: number;
  /** Epoch ms; what is older counts less. */
  readonly now: number;
}

/** Something recalled with its rank (higher is better). */
export type RecallHit =
  | { readonly kind: "learning"; readonly row: LearningRow; readonly score: number }
  | { readonly kind: "execution"; readonly row: ExecutionRow; readonly score: number };

/** How an agent has done on work like the one that was asked about. */
export interface AgentExperience {
  readonly agent: string;
  readonly completed: number;
  readonly failed: number;
  /** Mean share of the asked words that its similar tasks have, in (0, 1]. */
  readonly similarity: number;
}

/** How an agent's executions ended that say something about it. */
export interface AgentOutcomes {
  readonly completed: number;
  readonly failed: number;
}

/** Where a page of a list begins and how long it is. */
export interface PageOf {
  readonly limit: number;
  readonly offset: number;
}

/** Reads of the brain; all of committed rows. */
export interface BrainQueries {
  /** Ranked by the words, the rarer the better (bm25), and by age; the same thing said or done again comes once. */
  recall(query: RecallQuery): Promise<readonly RecallHit[]>;
  /** Who has done work like this, most and best first. */
  experience(query: {
    readonly text: string;
    readonly limit: number;
  }): Promise<readonly AgentExperience[]>;
  /** How long each agent's last successes took, in ms, newest first; those without any are left out. */
  durations(agents: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>>;
  /** Tokens each agent said its last successes used, newest first; those that never said are left out. */
  tokensUsed(agents: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>>;
  /** Successes and failures by agent. */
  outcomes(): Promise<ReadonlyMap<string, AgentOutcomes>>;
  /** This project's executions, newest first: of a workflow, of a session, or that ended at `since` or later. */
  executions(
    query: PageOf & {
      readonly workflow?: string;
      readonly session?: string;
      readonly since?: number;
    },
  ): Promise<readonly ExecutionRow[]>;
  /** Learnings by id; unknown ones are left out. */
  learningsOf(ids: readonly string[]): Promise<readonly LearningRow[]>;
  /** All learnings in the order they came. */
  learnings(page: PageOf): Promise<readonly LearningRow[]>;
  /** One session; null when nothing was done in it. */
  session(session: string): Promise<SessionRow | null>;
  /** Sessions, the last active first. */
  sessions(page: PageOf): Promise<readonly SessionRow[]>;
}
