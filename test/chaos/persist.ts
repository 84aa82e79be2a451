import { type Client, type Ledger, WriteRefused } from "../../src/cli/doctor/torture/ledger.ts";
import { workOn } from "../../src/cli/doctor/torture/workload.ts";
import type { Report } from "./scenario.ts";

/** Works on through refusals until `over`; what is refused is noted. Rejects when the server is gone. */
export const persist = async (
  through: Client,
  ledger: Ledger,
  name: string,
  report: Report,
  over: () => boolean,
): Promise<void> => {
  for (let i = 0; !over(); i++) {
    try {
      await workOn(through, ledger, `${name}-${i}`, 1);
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
      report.said(error.refusal);
      await pause(50);
    }
  }
};

/** Tries a write until the server takes it; false when it has not done so in time. */
export const recovers = async (
  through: Client,
  ledger: Ledger,
  key: string,
  ms = 10_000,
): Promise<boolean> => {
  for (const end = performance.now() + ms; performance.now() < end; ) {
    try {
      await ledger.write(through, "set_memory", {
        key: `${key}-${ledger.all().length}`,
        value: key,
      });
      return true;
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
      await pause(100);
    }
  }
  return false;
};

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
