import { expect, test } from "vitest";
import { claim, completion, create } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { virtualBaton } from "./virtual-baton.ts";

/** A workflow of one step that was claimed and completed, each a second after the other, with the version after each. */
const lived = async () => {
  const baton = await virtualBaton(scratchProject());
  const { workflow_id, handoff_id } = await create(baton, { step: "one" });
  const version = async () => Number((await baton.call("status", { workflow_id })).version);
  const created = await version();
  baton.passIdle(1);
  const held = await claim(baton, { handoff_id });
  const claimed = await version();
  baton.passIdle(1);
  await baton.call("complete_handoff", completion(held));
  const completed = await version();
  baton.passIdle(1);
  const at = (event: number) => `${workflow_id}@${event}`;
  return { baton, workflow_id, at, created, claimed, completed };
};

test("a workflow is shown as it was after an event, and returns there", async () => {
  const { baton, workflow_id, at, claimed, completed } = await lived();
  const checkpoint_id = at(claimed);
  expect(await baton.call("resume", { checkpoint_id })).toMatchObject({
    checkpoint_id,
    preview: true,
    progress: { completed: 0, total: 1 },
    steps_lost: ["one"],
    effects_after_checkpoint: ["one was completed; its result leaves the plan"],
  });
  expect(await baton.call("status", { workflow_id })).toMatchObject({ version: completed });
  await baton.call("resume", { checkpoint_id, rewind: true });
  expect(await baton.call("status", { workflow_id })).toMatchObject({
    status: "running",
    ready: [{ step: "one" }],
  });
  const timeline = await baton.call("status", { workflow_id, view: "timeline" });
  expect(JSON.stringify(timeline)).toContain(`rewound to version ${claimed}: to event ${claimed}`);
});

test("a fork goes on from an event", async () => {
  const { baton, workflow_id, at, created } = await lived();
  const fork = await baton.call("resume", { checkpoint_id: at(created), fork: true });
  expect(fork).toMatchObject({ forked_from: workflow_id, ready: [{ step: "one" }] });
  expect(await baton.call("status", { workflow_id })).toMatchObject({ status: "completed" });
});

test("there is nothing to return to within a moment, and it is said what there is around it", async () => {
  const { baton, at, claimed, completed } = await lived();
  expect(completed - claimed).toBeGreaterThan(1);
  const refused = await baton.refused("resume", { checkpoint_id: at(claimed + 1), rewind: true });
  expect(refused).toMatchObject({
    code: "conflict",
    fix: `Use ${at(claimed)} or ${at(completed)}.`,
    details: { points: [at(claimed), at(completed)] },
  });
  expect((await baton.refused("resume", { checkpoint_id: at(1) })).details).toMatchObject({
    points: [expect.stringContaining("@")],
  });
});

test("an event that was rewound away, or never was, is refused", async () => {
  const { baton, at, created, claimed, completed } = await lived();
  await baton.call("resume", { checkpoint_id: at(created), rewind: true });
  const gone = await baton.refused("resume", { checkpoint_id: at(claimed), rewind: true });
  expect(gone).toMatchObject({ code: "not_found" });
  expect(gone.message).toContain("rewound away");
  for (const id of [at(completed + 99), `orch_20010101_000000_abcd@1`]) {
    expect((await baton.refused("resume", { checkpoint_id: id })).code).toBe("not_found");
  }
  for (const id of [at(0), at(-1), at(1.5), `${at(1)}@2`, "@1", "x@", at(1e12)]) {
    const { code } = await baton.refused("resume", { checkpoint_id: id });
    expect(["invalid_input", "not_found"]).toContain(code);
  }
});
