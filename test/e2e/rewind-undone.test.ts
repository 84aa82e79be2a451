import { expect, test } from "vitest";
import type { ToolCaller } from "./client.ts";
import { baton } from "./command-line.ts";
import { finish } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";

const text = `workflow:
  name: two
  version: 1.0
  stages:
    - { name: look, agent: alex-ba }
    - { name: build, agent: marcus-backend, compensate: { agent: oliver-mcp, task: Take it down } }
    - { name: tell, agent: sarah-pm }
`;

/** Whoever is next does their work. */
const next = async (through: ToolCaller, workflow_id: string) =>
  finish(through, await through.call("execute_handoff", { workflow_id }), {
    criteria: [{ criterion: "C1", met: true, evidence: "looked" }],
  });

/** Two stages are done; the point is from after the first. */
const scene = async (options: Parameters<typeof openSession>[1] = {}) => {
  const project = scratchProject();
  const session = await openSession(project, options);
  const { workflow_id } = await session.call("start_workflow", { definition: text });
  await next(session, workflow_id);
  const { version } = await session.call("status", { workflow_id });
  await next(session, workflow_id);
  return { project, session, workflow_id, point: `${workflow_id}@${version}` };
};

test("what was done since is undone once the person agrees, and then the workflow returns by itself", async () => {
  const asked: string[] = [];
  const { session, workflow_id, point } = await scene({
    person: ({ message }) => {
      asked.push(message);
      return { action: "accept", content: { undo: asked.length > 1 } };
    },
  });
  const preview = await session.call("resume", { checkpoint_id: point });
  expect(preview).toMatchObject({
    steps_lost: ["build"],
    compensate: { undo: ["build"], stays: [] },
  });
  const back = { checkpoint_id: point, rewind: true, compensate: true };
  expect(await session.refused("resume", back)).toMatchObject({ code: "forbidden" });
  expect(await session.call("status", { workflow_id })).toMatchObject({ status: "running" });
  expect(await session.call("resume", back)).toMatchObject({
    status: "compensating",
    compensation: { to_undo: ["build"], returns_to: point },
    ready: [{ step: "undo:build", agent: "oliver-mcp" }],
    next: expect.stringContaining("it returns to event"),
  });
  expect(asked[1]).toContain("1. build: undone by oliver-mcp");
  await next(session, workflow_id);
  expect(await session.call("status", { workflow_id })).toMatchObject({
    status: "running",
    progress: { completed: 1, total: 2 },
    ready: [{ step: "build" }],
  });
});

test("a server that is killed in between forgets nothing of it", async () => {
  const { project, session, workflow_id, point } = await scene();
  await session.kill("SIGKILL");
  const alone = await baton(project, ["rewind", point, "--compensate"]);
  expect(alone.code).toBe(1);
  expect(alone.stdout).toContain("undone first, in this order: build");
  expect(alone.stderr).toContain("forbidden: nobody is here to confirm");
  const done = await baton(project, ["rewind", point, "--compensate", "--yes"]);
  expect(done).toMatchObject({ code: 0, stderr: "" });
  expect(done.stdout).toContain(`${workflow_id} is compensating.`);
  const later = await openSession(project);
  await next(later, workflow_id);
  expect(await later.call("status", { workflow_id })).toMatchObject({
    status: "running",
    ready: [{ step: "build" }],
  });
});

test("without a return there is nothing to undo before it, and a client that cannot ask is told who can", async () => {
  const { session, workflow_id, point } = await scene();
  for (const how of [{ fork: true }, {}]) {
    expect(
      await session.refused("resume", { checkpoint_id: point, compensate: true, ...how }),
    ).toMatchObject({ code: "invalid_input", fix: expect.stringContaining("rewind: true") });
  }
  expect(
    await session.refused("resume", { checkpoint_id: point, rewind: true, compensate: true }),
  ).toMatchObject({
    code: "forbidden",
    fix: expect.stringContaining(`baton rewind ${point} --compensate`),
    details: { undo: ["build"], stays: [] },
  });
  expect(await session.call("status", { workflow_id })).toMatchObject({ status: "running" });
});
