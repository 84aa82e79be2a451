import { newLedger } from "../../../src/cli/doctor/torture/ledger.ts";
import { workOn } from "../../../src/cli/doctor/torture/workload.ts";
import type { Session } from "../../e2e/client.ts";
import { checkAfterwards } from "../afterwards.ts";
import type { Random } from "../random.ts";
import type { Scenario, Stage } from "../scenario.ts";

const clients = 4;
/** Kills of a round, one after the other on the same database. */
const killsOfARound = 5;
/** Acknowledged writes after which the kill comes at the latest. */
const mostWrites = 60;

/** Kills servers with SIGKILL while four clients write through each, and one through another server. */
export const kill: Scenario = {
  name: "kill",
  about: "kill -9 while clients write",
  play: async (stage) => {
    for (let i = 0; i < killsOfARound; i++) await killOnce(stage, `${stage.name}-${i}`);
  },
};

const killOnce = async (stage: Stage, name: string): Promise<void> => {
  const { random, report, serve } = stage;
  const victim = await serve();
  const bystander = await serve();
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
  for (const reason of lost.map(String)) {
    report.check(reason.includes("server ended"), `before the kill: ${reason}`);
  }
  await checkAfterwards(stage, ledger, calm);
  await bystander.close();
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
