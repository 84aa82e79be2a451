import { setTimeout as sleep } from "node:timers/promises";
import type { ToolCaller } from "../e2e/client.ts";
import type { Content } from "../e2e/content.ts";
import type { ScratchProject } from "../e2e/project-in.ts";

/** What each stage's agent gives back: one value for each time it is asked, the last one from then on. */
export type Script = Readonly<Record<string, readonly object[]>>;

/** How a run went: stages in the order of their completion, and the most that were in work at once. */
export interface Played {
  readonly workflow_id: string;
  readonly status: string;
  readonly stages: readonly string[];
  readonly atOnce: number;
  readonly briefs: ReadonlyMap<string, string>;
}

/** A stage's name in the key of a step. */
const stageOf = (step: string): string =>
  step
    .split("/")
    .at(-1)
    ?.replace(/\[\d+\]$/, "") ?? step;

/** Claims all that is ready and completes it with evidence, again and again until the workflow ends. */
export const playOn = async (
  through: ToolCaller,
  project: ScratchProject,
  workflow_id: string,
  script: Script = {},
  until: (played: Played) => boolean = () => false,
  /** What comes from outside when nothing else can be done; false when nothing does. */
  comes: () => Promise<boolean> = async () => false,
): Promise<Played> => {
  const asked = new Map<string, number>();
  const stages: string[] = [];
  const briefs = new Map<string, string>();
  let atOnce = 0;
  for (let turn = 0; turn < 300; turn++) {
    const now = await through.call("status", { workflow_id });
    const played = { workflow_id, status: now.status, stages, atOnce, briefs };
    if (["completed", "completed_with_gaps", "failed", "halted", "cancelled"].includes(now.status))
      return played;
    if (until(played)) return played;
    const claims: { readonly claimed: Content; readonly stage: string }[] = [];
    for (const { handoff_id, step } of now.ready) {
      const { isError, structuredContent: claimed } = await through.tryCall("execute_handoff", {
        handoff_id,
      });
      if (isError !== true) claims.push({ claimed, stage: stageOf(step) });
    }
    atOnce = Math.max(atOnce, claims.length);
    for (const { claimed, stage } of claims) {
      const times = asked.get(stage) ?? 0;
      asked.set(stage, times + 1);
      briefs.set(`${stage} ${times + 1}`, claimed.brief);
      const given = script[stage]?.[times] ?? script[stage]?.at(-1) ?? {};
      await complete(through, project, claimed, given);
      stages.push(stage);
    }
    if (claims.length === 0) {
      if (now.ready.length > 0)
        throw new Error(`nothing can be claimed: ${JSON.stringify(now.ready)}`);
      if (await decide(through, workflow_id)) continue;
      if (await comes()) continue;
      // A wait: taking the workflow up does what is due.
      await sleep(100);
      await through.call("resume", { workflow_id });
    }
  }
  throw new Error(`no end after ${stages.join(", ")}`);
};

/** Puts what is asked to the person at the client; false when nothing is. */
const decide = async (through: ToolCaller, workflow_id: string): Promise<boolean> => {
  const { tasks } = await through.call("status", { workflow_id, view: "tasks" });
  const task = tasks.find(({ status }) => status === "open");
  if (task === undefined) return false;
  await through.call("decide_task", { task_id: task.task_id });
  return true;
};

const complete = async (
  through: ToolCaller,
  project: ScratchProject,
  { handoff_id, lease_token, brief }: Content,
  outputs: object,
): Promise<void> => {
  const artifacts = numbered(brief, "D").map((deliverable) => {
    const path = `work/${handoff_id}-${deliverable}.md`;
    project.write(path, "done\n");
    return { type: "documentation", path, description: "result", deliverable };
  });
  const evidence = "npm test: 12 pass, 0 fail";
  const criteria = numbered(brief, "C").map((criterion) => ({ criterion, met: true, evidence }));
  await through.call("complete_handoff", {
    handoff_id,
    lease_token,
    status: "completed",
    summary: "Done",
    artifacts,
    criteria,
    outputs,
  });
};

/** The numbers of the deliverables or criteria a brief lists. */
const numbered = (brief: string, letter: string): readonly string[] =>
  [...brief.matchAll(new RegExp(`^- (${letter}\\d+): `, "gm"))].map(([, number = ""]) => number);
