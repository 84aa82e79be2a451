/** What a workflow may be limited in. */
export const limitKinds = ["tokens", "money", "attempts", "wall"] as const;
/** See {@link limitKinds}. */
export type LimitKind = (typeof limitKinds)[number];

/** The limits a definition sets; null where it sets none. */
export interface Limits {
  readonly tokens: number | null;
  readonly money: number | null;
  readonly attempts: number | null;
  readonly wallSeconds: number | null;
}

/** A definition that sets no limit. */
export const noLimits: Limits = { tokens: null, money: null, attempts: null, wallSeconds: null };

/** A time that runs and can stand still: the end, or what is left of it in ms. */
export interface Countdown {
  readonly deadline: number | null;
  readonly leftMs: number | null;
}

/** What a workflow has used and was granted; a rewind takes none of it back. */
export interface Spend {
  /** Handoffs ever created. */
  readonly handoffs: number;
  /** Tokens of ended attempts that did not say what they used. */
  readonly estimated: number;
  /** What a human has added to each limit. */
  readonly raised: Readonly<Record<Exclude<LimitKind, "wall">, number>>;
  /** The time the definition allows; null when it sets none. */
  readonly wall: Countdown | null;
}

/** Nothing used. */
export const noSpend: Spend = {
  handoffs: 0,
  estimated: 0,
  raised: { tokens: 0, money: 0, attempts: 0 },
  wall: null,
};
