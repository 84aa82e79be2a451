import type { Ledger } from "../../src/cli/doctor/torture/ledger.ts";
import type { Session, SessionOptions } from "../e2e/client.ts";
import type { ScratchProject } from "../e2e/project-in.ts";
import type { Random } from "./random.ts";

/** Where a round of a scenario plays. */
export interface Stage {
  /** Belongs to the round alone. */
  readonly folder: string;
  readonly project: ScratchProject;
  readonly random: Random;
  /** Names the round; no two are alike. */
  readonly name: string;
  /** What is wrong, and what was seen. */
  readonly report: Report;
  /** Starts a server on the project, which ends with the round at the latest. */
  readonly serve: (options?: SessionOptions) => Promise<Session>;
}

/** One kind of harm to real servers. */
export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** True where chance plays no part, so that one round says it all. */
  readonly once?: boolean;
  /** Why it cannot be played on this machine; null where it can. */
  readonly unavailable?: () => string | null;
  readonly play: (stage: Stage) => Promise<void>;
}

/** What a round has brought. */
export interface Findings {
  readonly acknowledged: number;
  /** Writes that were refused or cut short. */
  readonly unanswered: number;
  /** What the servers said to it, each refusal once. */
  readonly said: readonly string[];
  readonly faults: readonly string[];
}

/** Takes down what a round brings. */
export interface Report {
  /** Notes a fault where something does not hold. */
  check(holds: boolean, otherwise: string): void;
  faults(found: readonly string[]): void;
  /** Notes a refusal; a refusal that is no clear error is a fault. */
  said(refusal: Readonly<Record<string, unknown>>): void;
  count(...ledgers: readonly Ledger[]): void;
  findings(): Findings;
}

/** An empty report. */
export const newReport = (): Report => {
  const faults: string[] = [];
  const said = new Set<string>();
  let acknowledged = 0;
  let unanswered = 0;
  return {
    check: (holds, otherwise) => {
      if (!holds) faults.push(otherwise);
    },
    faults: (found) => {
      faults.push(...found);
    },
    said: ({ code, message, fix }) => {
      const text = `${code}: ${message}`;
      said.add(text.replaceAll(/\/\S+\//g, ""));
      if (typeof fix !== "string" || fix === "") faults.push(`no way out is named: ${text}`);
      if (text.includes("met a defect")) faults.push(`taken for a defect: ${text}`);
    },
    count: (...ledgers) => {
      for (const ledger of ledgers) {
        acknowledged += ledger.acknowledged();
        unanswered += ledger.all().length - ledger.acknowledged();
      }
    },
    findings: () => ({ acknowledged, unanswered, said: [...said], faults }),
  };
};
