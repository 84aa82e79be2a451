import type { Launches } from "./places.ts";
import type { Table } from "./table.ts";

/** What a measurement is given. */
export interface Bench {
  /** True when everything is only gone through once: the figures mean nothing. */
  readonly quick: boolean;
  /** Events of the large database. */
  readonly events: number;
  /** A folder of its own, which goes at the end. */
  folder(name: string): string;
  /** The servers that are compared, laid out when first asked for: the large database takes its time. */
  launches(): Promise<Launches>;
  /** Tells whoever waits what is done now. */
  say(line: string): void;
}

/** One thing that is measured, beside its floor in the same run. */
export interface Measurement {
  /** What `--only` calls it. */
  readonly name: string;
  /** Measures it; the tables stand in docs/performance.md. */
  run(bench: Bench): Promise<readonly Table[]>;
}
