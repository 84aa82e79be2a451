/** Something takes long; nothing changes by it. `node` is null for the whole workflow. */
export interface SlaEvent {
  readonly type: "sla_warned" | "sla_breached";
  readonly node: string | null;
  /** The time it should have taken at most, in seconds. */
  readonly seconds: number;
}
