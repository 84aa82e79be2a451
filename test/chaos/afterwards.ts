import { checkLedger } from "../../src/cli/doctor/torture/check-ledger.ts";
import type { Ledger } from "../../src/cli/doctor/torture/ledger.ts";
import { baton } from "../e2e/command-line.ts";
import type { Stage } from "./scenario.ts";

/**
 * What must hold after every harm: a server that starts now knows all that was acknowledged, and doctor finds the file, the
 * hash chains and every derived row as they should be.
 */
export const checkAfterwards = async (
  stage: Stage,
  ...ledgers: readonly Ledger[]
): Promise<void> => {
  const { report, serve } = stage;
  const after = await serve();
  for (const ledger of ledgers) report.faults(await checkLedger(after, ledger));
  await after.close();
  report.count(...ledgers);
  await checkSound(stage);
};

/** Has doctor look at everything. */
export const checkSound = async ({ project, report }: Stage): Promise<void> => {
  const doctor = await baton(project, ["doctor", "--rebuild"]);
  report.check(doctor.code === 0, `doctor: ${doctor.stdout}${doctor.stderr}`);
};
