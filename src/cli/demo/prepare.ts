import { expect } from "./expectation.ts";
import { type HandoffPlan, handoffs } from "./handoffs.ts";
import { createdHandoff } from "./results.ts";
import { runNode } from "./run-child.ts";
import { batonProgram } from "./scratch.ts";
import type { Show } from "./show.ts";
import { runProjectTests } from "./test-run.ts";

/** Shows that the project is red, and configures its check as its operator would: in a terminal, before any agent. */
export const prepareProject = async (show: Show): Promise<void> => {
  const { failed, passed } = await runProjectTests(show.child);
  expect(failed > 0, "the project's tests are red at the start");
  show.timeline.event("project", "refused", `node --test: ${passed} pass, ${failed} fail`);
  const args = ["config", "add-check", "tests", "--", "node", "--test"];
  // The demo plays the operator, who would do this in a terminal.
  const env = { ...show.child.env, BATON_ASSUME_OPERATOR: "1" };
  const { code, stderr } = await runNode([batonProgram, ...args], { ...show.child, env });
  expect(code === 0, "baton config add-check works", stderr);
  show.timeline.event("operator", "note", `baton ${args.join(" ")}`);
};

/** Makes the five handoffs and returns the id of the workflow that they grow. */
export const createHandoffs = async (show: Show): Promise<string> => {
  const [first, ...rest] = handoffs;
  const workflowId = await create(show, first, {});
  for (const plan of rest) {
    const id = await create(show, plan, { workflow_id: workflowId });
    expect(id === workflowId, `${plan.step} joins the workflow`, id);
  }
  show.timeline.event("you", "note", `5 handoffs in ${workflowId}`);
  show.timeline.quote(["requirements → code → tests + docs → review"]);
  return workflowId;
};

const create = async (show: Show, plan: HandoffPlan, extra: object): Promise<string> => {
  const args = { ...plan, ...extra, idempotency_key: `demo-${plan.step}` };
  const created = await show.baton().call("create_handoff", args, createdHandoff);
  expect(created.to_agent === plan.to_agent, `${plan.step} goes to ${plan.to_agent}`, created);
  return created.workflow_id;
};
