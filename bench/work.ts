import type { Engine } from "../src/engine/engine.ts";
import { ask, caller } from "./engine-in.ts";

/** A definition of so many steps, one after the other. */
export const chain = (name: string, length: number): string => {
  const stages = Array.from(
    { length },
    (_, i) => `    - {name: s${i}, agent: builder, when: "x < ${i + 1}", task: "Do \${x} of ${i}"}`,
  );
  return `workflow:
  name: ${name}
  state_schema: {x: {type: integer, default: 0}}
  stages:
${stages.join("\n")}
`;
};

/** Starts a workflow; its id. */
export const start = async (engine: Engine, definition: string): Promise<string> =>
  String((await ask(engine.startWorkflow({ definition }, caller))).workflow_id);

/** Claims the next handoff of a workflow and completes it; the milliseconds it took. */
export const work = async (engine: Engine, workflow_id: string): Promise<number> => {
  const before = performance.now();
  const claimed = await ask(engine.executeHandoff({ workflow_id }, caller));
  await ask(
    engine.completeHandoff(
      {
        handoff_id: String(claimed.handoff_id),
        lease_token: String(claimed.lease_token),
        status: "completed",
        summary: "It is done, and every case is covered",
      },
      caller,
    ),
  );
  return performance.now() - before;
};
