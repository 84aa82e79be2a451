import fc from "fast-check";
import { errorCategories } from "../../src/core/recovery/category.ts";
import type { Content } from "../e2e/content.ts";
import type { Form } from "../sim/cluster.ts";
import { amendments, definitions } from "./definitions.ts";
import { optionsOf } from "./finish.ts";
import { checkChanged, claimThat, completedIn, criteriaOf, workflowIn } from "./hold.ts";
import { type Model, one } from "./model.ts";
import type { Real } from "./real.ts";

/** One command of a sequence. */
export type Command = fc.AsyncCommand<Model, Real>;

/** What a kind of command does, for any two numbers. */
interface Kind {
  readonly name: string;
  /** How often it comes. */
  readonly weight: number;
  /** Whether there is something to do it to. */
  readonly able: (model: Model) => boolean;
  readonly run: (model: Model, real: Real, a: number, b: number) => Promise<unknown>;
}

const always = (): boolean => true;
const anyWorkflow = (model: Model): boolean => model.workflows.length > 0;
const anyClaim = (model: Model): boolean => model.claims.length > 0;
const anyPoint = (model: Model): boolean => model.points.length > 0;

/** A write under a key of its own, which is the same when it is asked again. */
const write = async (
  model: Model,
  real: Real,
  tool: string,
  args: object,
  form?: Form,
): Promise<Content> => {
  const idempotency_key = `call-${++model.calls}`;
  const content = await real.call(tool, { ...args, idempotency_key }, form);
  claimThat(content.code !== "internal", `${tool} meets no defect`);
  return content;
};

/** Does all that is due, so that nothing but the next command changes anything. */
const settle = async (real: Real): Promise<void> => {
  while ((await real.tick()) > 0);
};

const isRefused = (content: Content): boolean => "code" in content;

const begun = (model: Model, content: Content): void => {
  const { workflow_id } = content;
  if (typeof workflow_id === "string" && !model.workflows.includes(workflow_id))
    model.workflows.push(workflow_id);
};

/** A lease that is given out is newer than all before it, whatever was rewound since. */
const claimed = (model: Model, content: Content): void => {
  const { handoff_id, lease_token, workflow_id: workflow } = content;
  if (typeof lease_token !== "string" || content.replayed === true) return;
  const fence = Number(lease_token.split("-")[0]);
  claimThat(fence > (model.fences.get(workflow) ?? 0), "fencing tokens rise");
  model.fences.set(workflow, fence);
  // A workflow that another one uses is seen first when its work is claimed.
  begun(model, content);
  model.claims.push({ workflow, handoff_id, lease_token });
};

/** Ends an attempt under some lease: only the newest of its handoff may, and only once. */
const end = async (model: Model, real: Real, a: number, how: object): Promise<void> => {
  // The later ones are the likelier to count.
  const claim = one(model.claims.toReversed(), a % 5);
  const { handoff_id, lease_token } = claim;
  const newest = model.claims.findLast((each) => each.handoff_id === handoff_id) === claim;
  const criteria = await criteriaOf(real, handoff_id);
  const args = { handoff_id, lease_token, criteria, ...how };
  const content = await write(model, real, "complete_handoff", args);
  if (isRefused(content)) return;
  claimThat(newest, "an old lease ends nothing");
  claimThat(!model.used.has(lease_token + handoff_id), "a lease is used up once");
  model.used.add(lease_token + handoff_id);
};

const control = async (
  model: Model,
  real: Real,
  a: number,
  args: object,
): Promise<{ readonly workflow_id: string; readonly content: Content }> => {
  const workflow_id = one(model.workflows, a);
  const wanted = { workflow_id, reason: "because", ...args };
  const content = await write(model, real, "control_workflow", wanted, () => ({ undo: true }));
  return { workflow_id, content };
};

const steer =
  (action: string, ends: readonly string[]): Kind["run"] =>
  async (model, real, a) => {
    const { content } = await control(model, real, a, { action });
    if (isRefused(content)) return;
    claimThat(ends.includes(content.status), `${action} leads to ${content.status}`);
  };

const steerStep =
  (action: string): Kind["run"] =>
  async (model, real, a, b) => {
    const { steps } = await workflowIn(real, one(model.workflows, a));
    if (steps.size === 0) return;
    await control(model, real, a, { action, step: one([...steps.keys()], b) });
  };

/** Changes the plan: what has started stays as it is. */
const change =
  (wanted: (b: number) => object): Kind["run"] =>
  async (model, real, a, b) => {
    const workflow_id = one(model.workflows, a);
    await settle(real);
    const before = await workflowIn(real, workflow_id);
    const { content } = await control(model, real, a, wanted(b));
    const after = await workflowIn(real, workflow_id);
    if (isRefused(content)) return;
    for (const node of before.flow?.nodes.values() ?? []) {
      if (node.status === "pending") continue;
      const now = after.flow?.nodes.get(node.key);
      claimThat(now !== undefined, `${node.key} has started and is still there`);
    }
    const kept = completedIn(after);
    claimThat(
      completedIn(before).every((name) => kept.includes(name)),
      "what is done stays done",
    );
  };

const kinds: readonly Kind[] = [
  {
    name: "start",
    weight: 3,
    able: always,
    run: async (model, real, a) =>
      begun(model, await write(model, real, "start_workflow", { definition: one(definitions, a) })),
  },
  {
    name: "handoff",
    weight: 1,
    able: always,
    run: async (model, real, a, b) => {
      const workflow = model.workflows[a % (model.workflows.length + 1)];
      const content = await write(model, real, "create_handoff", {
        to_agent: b % 2 === 0 ? "builder" : "marcus-backend",
        context: { feature_description: "something" },
        expected_output: { deliverables: [], acceptance_criteria: [] },
        on_failure: { retry_strategy: one(["retry", "rollback", "escalate"], b), max_retries: 1 },
        ...(workflow === undefined ? {} : { workflow_id: workflow }),
      });
      begun(model, content);
    },
  },
  {
    name: "claim",
    weight: 8,
    able: anyWorkflow,
    run: async (model, real, a, b) => {
      const workflow_id = one(model.workflows, a);
      const { status } = await workflowIn(real, workflow_id);
      const where = b % 3 === 0 ? {} : { workflow_id };
      const content = await write(model, real, "execute_handoff", { ...where, lease_seconds: 600 });
      if (b % 3 !== 0 && (status === "paused" || status === "cancelled"))
        claimThat(
          content.workflow_id !== workflow_id || content.handoff_id === null,
          `nothing of it is claimed while ${status}`,
        );
      claimed(model, content);
    },
  },
  {
    name: "takeOver",
    weight: 1,
    able: anyClaim,
    run: async (model, real, a) => {
      const { handoff_id } = one(model.claims, a);
      model.takeOvers.add(handoff_id);
      claimed(model, await write(model, real, "execute_handoff", { handoff_id, take_over: true }));
    },
  },
  {
    name: "complete",
    weight: 8,
    able: anyClaim,
    run: (model, real, a, b) =>
      end(model, real, a, { status: "completed", summary: "Done", outputs: { good: b % 2 === 0 } }),
  },
  {
    name: "fail",
    weight: 3,
    able: anyClaim,
    run: (model, real, a, b) =>
      end(model, real, a, {
        status: "failed",
        summary: "No",
        error: { category: one(errorCategories, b), message: `it broke ${a % 3}` },
      }),
  },
  {
    name: "question",
    weight: 1,
    able: anyClaim,
    run: (model, real, a) =>
      end(model, real, a, { status: "needs_input", summary: "?", questions: ["Which?"] }),
  },
  {
    name: "decide",
    weight: 4,
    able: anyWorkflow,
    run: async (model, real, a, b) => {
      const tasks = await real.store.openTasks({ limit: 20 });
      if (tasks.length === 0) return;
      await write(model, real, "decide_task", { task_id: one(tasks, a).task }, (schema) => ({
        decision: one(optionsOf(schema), b),
        answer_1: "so",
        comment: "so",
      }));
    },
  },
  { name: "pause", weight: 1, able: anyWorkflow, run: steer("pause", ["paused", "halted"]) },
  {
    name: "unpause",
    weight: 2,
    able: anyWorkflow,
    run: steer("unpause", ["running", "waiting", "compensating", "completed", "failed"]),
  },
  {
    name: "cancel",
    weight: 1,
    able: anyWorkflow,
    run: steer("cancel", ["cancelled", "compensating"]),
  },
  { name: "terminate", weight: 1, able: anyWorkflow, run: steer("terminate", ["cancelled"]) },
  {
    name: "compensate",
    weight: 1,
    able: anyWorkflow,
    run: async (model, real, a) => {
      await control(model, real, a, { action: "compensate" });
    },
  },
  { name: "retryStep", weight: 1, able: anyWorkflow, run: steerStep("retry_step") },
  { name: "skipStep", weight: 1, able: anyWorkflow, run: steerStep("skip_step") },
  { name: "replanStep", weight: 1, able: anyWorkflow, run: steerStep("replan") },
  {
    name: "amend",
    weight: 2,
    able: anyWorkflow,
    run: change((b) => ({ action: "amend", changes: one(amendments, b) })),
  },
  {
    name: "migrate",
    weight: 2,
    able: anyWorkflow,
    run: change((b) => ({ action: "migrate", to_version: b % 2 === 0 ? "2" : "1" })),
  },
  {
    name: "checkpoint",
    weight: 3,
    able: anyWorkflow,
    run: async (model, real, a) => {
      const workflow_id = one(model.workflows, a);
      const content = await write(model, real, "checkpoint", { workflow_id, name: "here" });
      if (isRefused(content)) return;
      const completed = completedIn(await workflowIn(real, workflow_id));
      model.points.push({
        checkpoint: content.checkpoint_id,
        workflow: workflow_id,
        completed,
      });
    },
  },
  {
    name: "preview",
    weight: 1,
    able: anyPoint,
    run: async (model, real, a) => {
      await settle(real);
      const { checkpoint, workflow } = one(model.points, a);
      const before = await workflowIn(real, workflow);
      await write(model, real, "resume", { checkpoint_id: checkpoint });
      const after = await workflowIn(real, workflow);
      claimThat(before.version === after.version, "a preview changes nothing");
    },
  },
  {
    name: "rewind",
    weight: 3,
    able: anyPoint,
    run: async (model, real, a, b) => {
      const { checkpoint, workflow, completed } = one(model.points, a);
      const how = { checkpoint_id: checkpoint, rewind: true, force: b % 2 === 0 };
      const content = await write(model, real, "resume", how);
      if (isRefused(content)) return;
      const now = completedIn(await workflowIn(real, workflow));
      claimThat(now.join() === completed.join(), "what was done then is done now, and no more");
    },
  },
  {
    name: "fork",
    weight: 1,
    able: anyPoint,
    run: async (model, real, a) => {
      const { checkpoint, workflow, completed } = one(model.points, a);
      await settle(real);
      const before = completedIn(await workflowIn(real, workflow));
      const content = await write(model, real, "resume", { checkpoint_id: checkpoint, fork: true });
      if (isRefused(content)) return;
      begun(model, content);
      const fork = completedIn(await workflowIn(real, content.workflow_id));
      claimThat(fork.join() === completed.join(), "a fork has what was done at its checkpoint");
      const source = completedIn(await workflowIn(real, workflow));
      claimThat(source.join() === before.join(), "a fork leaves its source alone");
    },
  },
  {
    name: "returnToEvent",
    weight: 3,
    able: anyWorkflow,
    run: async (model, real, a, b) => {
      await settle(real);
      const workflow = one(model.workflows, a);
      const { version } = await workflowIn(real, workflow);
      const how = b % 3 === 0 ? { fork: true } : { rewind: true, force: true };
      let id = `${workflow}@${1 + ((a * 12 + b) % version)}`;
      let content = await write(model, real, "resume", { checkpoint_id: id, ...how });
      const point = /^Use (\S+@\d+)/.exec(content.fix ?? "")?.[1];
      if (point !== undefined) {
        id = point;
        content = await write(model, real, "resume", { checkpoint_id: id, ...how });
        claimThat(content.code !== "not_found", "a point that is offered is there");
      }
      if (isRefused(content)) return;
      begun(model, content);
      const then = await real.store.stateAt(workflow, Number(id.split("@")[1]));
      const now = await workflowIn(real, content.workflow_id);
      claimThat(
        then.kind === "workflow" && completedIn(then).join() === completedIn(now).join(),
        "what was done after the event is done now, and no more",
      );
    },
  },
  {
    name: "signal",
    weight: 3,
    able: always,
    run: async (model, real, a, b) => {
      const workflow_id = model.workflows[a % (model.workflows.length + 1)];
      const to = workflow_id === undefined ? { correlation: "order" } : { workflow_id };
      await write(model, real, "send_signal", { name: one(["sent", "done"], b), ...to });
    },
  },
  { name: "tick", weight: 3, able: always, run: (_, real) => real.tick() },
  {
    name: "pass",
    weight: 3,
    able: always,
    run: async (_, real, a) => real.pass(one([1_000, 700_000, 3_600_000, 90_000_000], a)),
  },
  {
    name: "setClock",
    weight: 1,
    able: always,
    run: async (_, real, a) => real.jump(one([-3_600_000, 3_600_000, -90_000_000], a)),
  },
  {
    name: "crash",
    weight: 3,
    able: always,
    run: async (_, real, a) => real.crash(one(["now", "before", "after"] as const, a)),
  },
];

const number = fc.nat({ max: 11 });

/** Any sequence of anything that somebody might do, with what must be true of each answer. */
export const anyCommands = (maxCommands: number): fc.Arbitrary<Iterable<Command>> =>
  fc.commands(
    [
      fc.oneof(
        ...kinds.map(({ name, weight, able, run }) => ({
          weight,
          arbitrary: fc.tuple(number, number).map(
            ([a, b]): Command => ({
              check: able,
              run: async (model, real) => {
                await run(model, real, a, b);
                await checkChanged(model, real);
              },
              toString: () => `${name}(${a}, ${b})`,
            }),
          ),
        })),
      ),
    ],
    { maxCommands, size: "max" },
  );
