import { randomUUID } from "node:crypto";
import type { Engine } from "../src/engine/engine.ts";
import type { EngineClock } from "../src/engine/ports.ts";
import { ask, caller, engineIn } from "./engine-in.ts";

/** Workflows that run side by side: as many commands share a commit. */
const lanes = 64;
/** One workflow in so many is left unfinished. */
const openEvery = 400;

/** Months of work in a few minutes: runs the real engine on the real store until the database holds so many events. */
export const generate = async (options: {
  readonly folder: string;
  readonly events: number;
  readonly onProgress: (events: number) => void;
}): Promise<void> => {
  const { engine, db } = engineIn(options.folder, clock);
  await remember(engine, 0, 0);
  // Nothing here has to survive a power cut; the bench syncs the finished file.
  db()?.pragma("synchronous = OFF");
  const count = db()?.prepare<[], number>("SELECT max(position) FROM event").pluck();
  let workflow = 0;
  for (let at = 0; at < options.events; at = count?.get() ?? 0) {
    options.onProgress(at);
    await Promise.all(Array.from({ length: lanes }, () => runWorkflow(engine, workflow++)));
  }
  db()?.pragma("wal_checkpoint(TRUNCATE)");
  await engine.ports.store.close();
};

const steps = [
  ["alex-ba", "requirements"],
  ["dana-database", "schema"],
  ["marcus-backend", "api"],
  ["james-frontend", "page"],
  ["maria-qa", "tests"],
] as const;

/** One feature through five agents, each with a learning for the next; every fourth has a failure on the way. */
const runWorkflow = async (engine: Engine, n: number): Promise<void> => {
  const stays = n % openEvery === 0 ? n % steps.length : steps.length;
  let workflow: string | undefined;
  const ids: string[] = [];
  for (const [i, [agent, name]] of steps.entries()) {
    const made = await ask(
      engine.createHandoff(
        {
          to_agent: agent,
          step: name,
          context: {
            feature_description: `Feature ${n}: let people export their invoices (${name})`,
            previous_decisions: ["PDF and CSV, no other format"],
            constraints: ["No new dependency", "Under 200 ms for 1,000 invoices"],
          },
          expected_output: {
            deliverables: [`docs/${n}/${name}.md`],
            acceptance_criteria: ["Covers the empty list", "Names every error a caller can meet"],
          },
          ...(workflow === undefined ? {} : { workflow_id: workflow }),
          ...(i === 0 ? {} : { needs: [steps[i - 1]?.[1] ?? ""] }),
        },
        caller,
      ),
    );
    workflow = String(made.workflow_id);
    ids.push(String(made.handoff_id));
  }
  for (const [i, id] of ids.slice(0, stays).entries()) {
    if (n % 4 === 0 && i === 2) await fail(engine, id);
    await complete(engine, n, id, steps[i]?.[1] ?? "");
    await ask(
      engine.setMemory(
        { key: `decision/${i}`, value: `step ${i} is settled`, workflow_id: workflow ?? "" },
        caller,
      ),
    );
  }
  if (n % 2 === 0) await remember(engine, n % 20_000, n);
};

const remember = (engine: Engine, key: number, n: number) =>
  ask(
    engine.setMemory(
      {
        key: `module/${key}`,
        value: { owner: "marcus-backend", seen: n, note: "exports invoices" },
        tags: ["export"],
      },
      caller,
    ),
  );

const fail = async (engine: Engine, id: string): Promise<void> => {
  const claimed = await ask(engine.executeHandoff({ handoff_id: id }, caller));
  await ask(
    engine.completeHandoff(
      {
        handoff_id: id,
        lease_token: String(claimed.lease_token),
        status: "failed",
        summary: "The test run ended with an error",
        error: { category: "code_error", message: "TypeError: rows is not iterable" },
      },
      caller,
    ),
  );
};

const complete = async (engine: Engine, n: number, id: string, name: string): Promise<void> => {
  const claimed = await ask(engine.executeHandoff({ handoff_id: id }, caller));
  await ask(
    engine.completeHandoff(
      {
        handoff_id: id,
        lease_token: String(claimed.lease_token),
        status: "completed",
        summary: `Wrote the ${name} for feature ${n}; the empty list and all errors are covered`,
        artifacts: [{ type: "documentation", path: `docs/${n}/${name}.md` }],
        criteria: ["C1", "C2"].map((criterion) => ({
          criterion,
          met: true,
          evidence: "see the file",
        })),
        decisions: ["Stream the rows instead of building the file in memory"],
      },
      caller,
    ),
  );
};

/** Half a year ago, and a second more with each look. */
let time = Date.now() - 180 * 86_400_000;
const clock: EngineClock = {
  now: () => {
    time += 1000;
    return time;
  },
  monotonic: () => performance.now(),
  random: () => Math.random(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  newId: () => randomUUID(),
};
