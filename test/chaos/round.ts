import { type Session, startSession } from "../e2e/client.ts";
import { baton } from "../e2e/command-line.ts";
import type { ScratchProject } from "../e2e/project-in.ts";
import { checkLedger } from "./check-ledger.ts";
import { newLedger } from "./ledger.ts";
import type { Random } from "./random.ts";
import { workOn } from "./workload.ts";

/** What came of one kill. */
export interface RoundResult {
  readonly acknowledged: number;
  /** Writes that were under way when the server was killed. */
  readonly cut: number;
  readonly faults: readonly string[];
}

const clients = 4;
/** Acknowledged writes after which the kill comes at the latest. */
const mostWrites = 60;

/**
 * Kills a server with SIGKILL while four clients write through it and one through another server, and checks with a
 * third one, and with doctor, that nothing acknowledged is lost and all that is derived follows from the events.
 */
export const runRound = async (
  project: ScratchProject,
  random: Random,
  name: string,
): Promise<RoundResult> => {
  const victim = await startSession(project);
  const bystander = await startSession(project);
  const kill = killing(victim, random);
  const ledger = newLedger(name, kill.onAnswer);
  const calm = newLedger(`${name}-calm`);
  const lost: unknown[] = [];
  const working = Array.from({ length: clients }, (_, i) =>
    workOn(victim, ledger, `${name}-${i}`, 100).catch((reason: unknown) => lost.push(reason)),
  );
  kill.start();
  await workOn(bystander, calm, `${name}-calm`, 2);
  await Promise.all(working);
  await kill.done;
  const faults = lost
    .map(String)
    .filter((reason) => !reason.includes("server ended"))
    .map((reason) => `before the kill: ${reason}`);
  const acknowledged = ledger.acknowledged() + calm.acknowledged();
  const cut = ledger.all().filter(({ answer }) => answer === null).length;
  const after = await startSession(project);
  faults.push(...(await checkLedger(after, ledger)), ...(await checkLedger(after, calm)));
  await Promise.all([after.close(), bystander.close()]);
  const doctor = await baton(project, ["doctor", "--rebuild"]);
  if (doctor.code !== 0) faults.push(`doctor: ${doctor.stdout}${doctor.stderr}`);
  return { acknowledged, cut, faults };
};

/** Kills after some acknowledged write and some ms more; or, one time in four, some ms after the start. */
const killing = (victim: Session, random: Random) => {
  const early = random.between(0, 4) === 0;
  const after = random.between(1, mostWrites);
  const delay = early ? random.between(0, 200) : random.between(0, 6);
  let finish = () => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const later = () => setTimeout(() => victim.kill().then(finish), delay);
  return {
    done,
    start: () => {
      if (early) later();
    },
    onAnswer: (count: number) => {
      if (!early && count === after) later();
    },
  };
};
