import { execFileSync } from "node:child_process";
import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Session } from "./client.ts";
import { claim, completion, create, doWork } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { sharedSession } from "./shared-session.ts";

const shared = sharedSession();

/** A workflow with `one` done, a checkpoint after it, and `two` done after that. */
const twoSteps = async (session: Session) => {
  const { workflow_id, ...one } = await create(session, { step: "one" });
  await session.call("set_memory", { workflow_id, key: "plan", value: "first" });
  await doWork(session, one);
  const two = await create(session, { workflow_id, step: "two" });
  const point = await session.call("checkpoint", { workflow_id, name: "before two", note: "safe" });
  await session.call("set_memory", { workflow_id, key: "plan", value: "second" });
  await doWork(session, two);
  return { two, ...point };
};

const statusesOf = async (session: Session, workflow_id: string) => {
  const { steps } = await session.call("status", { workflow_id, view: "plan" });
  return Object.fromEntries(steps.map(({ step, status }) => [step, status]));
};

test("a checkpoint has a digest, and one is taken by itself after each completed handoff", async () => {
  const { session } = shared();
  const { workflow_id, digest } = await twoSteps(session);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  const { checkpoints } = await session.call("status", { workflow_id, view: "checkpoints" });
  expect(checkpoints).toMatchObject([
    { name: "after two", automatic: true },
    { name: "before two", automatic: false, note: "safe" },
    { name: "after one", automatic: true },
  ]);
});

test("a checkpoint knows where git stood", async () => {
  const project = scratchProject();
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], {
      cwd: project.root,
      encoding: "utf8",
    }).trim();
  git("init", "-q", "-b", "main");
  project.write("a.ts", "1");
  git("add", ".");
  git("commit", "-q", "-m", "first");
  const session = await openSession(project);
  const { workflow_id } = await create(session);
  const head = git("rev-parse", "HEAD");
  expect(await session.call("checkpoint", { workflow_id, name: "clean" })).toMatchObject({
    git: { head, branch: "main", dirty: false },
  });
  project.write("a.ts", "2");
  expect(await session.call("checkpoint", { workflow_id, name: "dirty" })).toMatchObject({
    git: { head, dirty: true },
  });
  expect(git("status", "--porcelain")).toBe("M a.ts");
});

describe("resume with a checkpoint", () => {
  test("only shows what a return would mean", async () => {
    const { session } = shared();
    const { workflow_id, checkpoint_id } = await twoSteps(session);
    const before = await session.call("status", { workflow_id });
    expect(await session.call("resume", { checkpoint_id })).toMatchObject({
      preview: true,
      status: "running",
      progress: { completed: 1, total: 2 },
      steps_lost: ["two"],
      effects_after_checkpoint: expect.arrayContaining([
        "two was completed; its result leaves the plan",
        "memory plan was written (version 2)",
      ]),
    });
    expect(await session.call("status", { workflow_id })).toEqual(before);
  });

  test("and rewind takes plan and memory back, but no version of it", async () => {
    const { session } = shared();
    const { workflow_id, checkpoint_id, two } = await twoSteps(session);
    const back = await session.call("resume", { checkpoint_id, rewind: true });
    expect(back).toMatchObject({ workflow_id, status: "running" });
    expect(back.ready).toMatchObject([{ step: "two" }]);
    expect(await statusesOf(session, workflow_id)).toEqual({ one: "completed", two: "ready" });
    const { entries } = await session.call("get_memory", { workflow_id, key: "plan" });
    expect(entries).toMatchObject([{ value: "first" }]);
    expect(
      await session.call("set_memory", { workflow_id, key: "plan", value: "third" }),
    ).toMatchObject({ version: 3 });
    expect(await claim(session, two)).toMatchObject({ attempt: 1 });
  });

  test("and rewind never gives out a token again", async () => {
    const { session } = shared();
    const { workflow_id, ...one } = await create(session, { step: "one" });
    const { checkpoint_id } = await session.call("checkpoint", { workflow_id, name: "start" });
    const before = await claim(session, one);
    await session.call("resume", { checkpoint_id, rewind: true, force: true });
    expect(await session.refused("complete_handoff", completion(before))).toMatchObject({
      code: "stale_lease",
    });
    const after = await claim(session, one);
    expect(Number.parseInt(after.lease_token, 10)).toBeGreaterThan(
      Number.parseInt(before.lease_token, 10),
    );
  });

  test("and rewind is refused while somebody works, unless forced", async () => {
    const { session } = shared();
    const { workflow_id, checkpoint_id } = await twoSteps(session);
    await claim(session, await create(session, { workflow_id, step: "three" }));
    const refusal = await session.refused("resume", { checkpoint_id, rewind: true });
    expect(refusal).toMatchObject({ code: "conflict", details: { active: ["three"] } });
    expect(refusal.fix).toContain("force: true");
    await session.call("resume", { checkpoint_id, rewind: true, force: true });
    expect(await statusesOf(session, workflow_id)).toEqual({ one: "completed", two: "ready" });
  });

  test("and rewind abandons handoffs made since: they answer stale_lease", async () => {
    const { session } = shared();
    const { workflow_id, checkpoint_id } = await twoSteps(session);
    const three = await create(session, { workflow_id, step: "three" });
    await session.call("resume", { checkpoint_id, rewind: true });
    const { handoff_id } = three;
    expect(await session.refused("execute_handoff", { handoff_id })).toMatchObject({
      code: "stale_lease",
      message: expect.stringContaining("was rewound past it"),
    });
    expect(await session.refused("status", { handoff_id })).toMatchObject({ code: "stale_lease" });
  });

  test("and fork goes on in a new workflow, and the old one stays as it is", async () => {
    const { session } = shared();
    const { workflow_id, checkpoint_id, two } = await twoSteps(session);
    const fork = await session.call("resume", { checkpoint_id, fork: true });
    expect(fork.workflow_id).not.toBe(workflow_id);
    expect(fork).toMatchObject({ forked_from: workflow_id, progress: { completed: 1, total: 2 } });
    expect(fork.ready).toHaveLength(1);
    expect(fork.ready[0]?.handoff_id).not.toBe(two.handoff_id);
    expect(await statusesOf(session, workflow_id)).toEqual({ one: "completed", two: "completed" });
    const { entries } = await session.call("get_memory", {
      workflow_id: fork.workflow_id,
      key: "plan",
    });
    expect(entries).toMatchObject([{ value: "first" }]);
    const { timeline } = await session.call("status", { workflow_id, view: "timeline" });
    expect(timeline[0]?.what).toContain(`${fork.workflow_id} was forked`);
    const [ready] = fork.ready;
    expect(await doWork(session, { handoff_id: ready?.handoff_id ?? "" })).toMatchObject({
      workflow: { workflow_id: fork.workflow_id, status: "completed" },
    });
  });

  test("rewind and fork exclude each other, and need a checkpoint", async () => {
    const { session } = shared();
    const { workflow_id, checkpoint_id } = await twoSteps(session);
    for (const args of [
      { checkpoint_id, rewind: true, fork: true },
      { workflow_id, rewind: true },
      { fork: true },
    ]) {
      expect(await session.refused("resume", args)).toMatchObject({ code: "invalid_input" });
    }
  });
});

test("resume says which recorded files have changed or are gone since", async () => {
  const { session, project } = shared();
  const { workflow_id, ...one } = await create(session, { step: "one" });
  await create(session, { workflow_id, step: "two" });
  const artifacts = ["same.ts", "changed.ts", "gone.ts"].map((path) => {
    project.write(path, "1");
    return { type: "code", path, description: path };
  });
  await doWork(session, one, { artifacts });
  project.write("changed.ts", "2");
  rmSync(join(project.root, "gone.ts"));
  const { drifted_artifacts: drifted } = await session.call("resume", { workflow_id });
  expect(drifted).toHaveLength(2);
  expect(drifted).toEqual(
    expect.arrayContaining([
      { path: "changed.ts", what: "has changed", by: "marcus-backend" },
      { path: "gone.ts", what: "is gone", by: "marcus-backend" },
    ]),
  );
});

test("resume without an id lists the candidates where several are unfinished, and changes nothing", async () => {
  const session = await openSession(scratchProject());
  expect(await session.refused("resume")).toMatchObject({ code: "not_found" });
  const one = await create(session);
  expect(await session.call("resume")).toMatchObject({ workflow_id: one.workflow_id });
  const two = await create(session);
  const { candidates, next } = await session.call("resume");
  expect(candidates).toMatchObject([
    { workflow_id: two.workflow_id },
    { workflow_id: one.workflow_id },
  ]);
  expect(next).toContain("nothing was changed");
});

describe("add_artifact", () => {
  const add = (workflow_id: string, path: string) => ({
    workflow_id,
    agent: "marcus-backend",
    type: "documentation",
    path,
  });

  test("records a file with hash and size, and a URL without", async () => {
    const { session, project } = shared();
    const { workflow_id } = await create(session);
    project.write("docs/a.md", "abc");
    expect(await session.call("add_artifact", add(workflow_id, "docs/a.md"))).toMatchObject({
      path: "docs/a.md",
      sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      size: 3,
    });
    const link = await session.call("add_artifact", add(workflow_id, "https://example.org/a"));
    expect(link).not.toHaveProperty("sha256");
  });

  test("refuses what is not there", async () => {
    const { session } = shared();
    const { workflow_id } = await create(session);
    expect(await session.refused("add_artifact", add(workflow_id, "docs/none.md"))).toMatchObject({
      code: "not_found",
    });
  });

  test.each([
    "../outside.md",
    "/etc/passwd",
    "link/passwd",
    "docs/../../outside.md",
  ])("refuses %s, which leads out of the project", async (path) => {
    const { session, project } = shared();
    const { workflow_id } = await create(session);
    project.write("../outside.md", "x");
    rmSync(join(project.root, "link"), { force: true });
    symlinkSync("/etc", join(project.root, "link"));
    expect(await session.refused("add_artifact", add(workflow_id, path))).toMatchObject({
      code: "forbidden",
    });
  });
});
