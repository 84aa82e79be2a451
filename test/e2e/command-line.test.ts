import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { baton, batonCall } from "./command-line.ts";
import { claim, create, work } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { sharedSession } from "./shared-session.ts";

describe("baton call", () => {
  const shared = sharedSession();

  test("gives the same result as the tool", async () => {
    const { session, project } = shared();
    const { workflow_id } = await create(session);
    for (const [tool, args] of [
      ["status", { workflow_id }],
      ["list_agents", { query: "database" }],
      ["status", { workflow_id: "orch_nonexistent" }],
    ] as const) {
      const { structuredContent } = await session.tryCall(tool, args);
      expect(await batonCall(project, tool, args)).toEqual(structuredContent);
    }
  });

  test("does all the work of a handoff, each call a process of its own", async () => {
    const { session, project } = shared();
    const { handoff_id } = await batonCall(project, "create_handoff", work());
    const claimed = await batonCall(project, "execute_handoff", { handoff_id });
    expect(await session.refused("execute_handoff", { handoff_id })).toMatchObject({
      code: "already_claimed",
    });
    const { lease_token } = claimed;
    expect(
      await batonCall(project, "complete_handoff", {
        handoff_id,
        lease_token,
        status: "completed",
        summary: "Done",
      }),
    ).toMatchObject({ status: "completed", workflow: { status: "completed" } });
  });

  test("reads its arguments from stdin, and ends with 1 for a refusal and 2 for misuse", async () => {
    const { project } = shared();
    const good = await baton(project, ["call", "set_memory", "-"], {
      stdin: '{"key":"a","value":1}',
    });
    expect(good.code).toBe(0);
    expect(JSON.parse(good.stdout)).toMatchObject({ version: 1 });
    const refused = await baton(project, ["call", "set_memory", '{"key":"a"}']);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ code: "invalid_input" });
    const broken = await baton(project, ["call", "set_memory", "{"]);
    expect(broken).toMatchObject({ code: 2, stdout: "" });
    const unknown = await baton(project, ["call", "set_memry", "{}"]);
    expect(JSON.parse(unknown.stdout)).toMatchObject({
      code: "not_found",
      fix: expect.stringContaining("set_memory"),
    });
  });
});

describe("the database", () => {
  test("comes into being with the first write, and nothing is written before", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    for (const [tool, args] of [
      ["status", {}],
      ["list_agents", {}],
      ["get_memory", {}],
      ["execute_handoff", {}],
      ["resume", {}],
      ["set_memory", { key: "a" }],
      ["create_handoff", work({ to_agent: "nobody" })],
    ] as const) {
      await session.tryCall(tool, args);
    }
    await session.request("resources/list");
    await session.request("prompts/list");
    expect(readdirSync(project.root)).toEqual([]);
    await session.call("set_memory", { key: "a", value: 1 });
    expect(readdirSync(project.root)).toEqual([".baton"]);
  });

  test("is ignored by git, and readable for its user only", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    await create(session);
    expect(readFileSync(join(project.root, ".baton/.gitignore"), "utf8")).toBe("*\n");
    for (const file of ["baton.db", "baton.db-wal"]) {
      expect(statSync(join(project.root, ".baton", file)).mode & 0o777).toBe(0o600);
    }
  });

  test.each([
    ["--db", ["--db", "own/place.db"], {}],
    ["BATON_DB", [], { BATON_DB: "own/place.db" }],
  ] as const)("is where %s says, for the server and for commands", async (_, args, env) => {
    const project = scratchProject();
    const session = await openSession(project, { args, env });
    await session.call("set_memory", { key: "here", value: 1 });
    expect(existsSync(join(project.root, "own/place.db"))).toBe(true);
    expect(existsSync(join(project.root, ".baton"))).toBe(false);
    const { stdout } = await baton(project, ["call", "get_memory", '{"key":"here"}', ...args], {
      env,
    });
    expect(JSON.parse(stdout)).toMatchObject({ entries: [{ value: 1 }] });
  });

  test("is sound after work, and doctor says so", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    await claim(session, await create(session));
    await session.close();
    const doctor = await baton(project, ["doctor", "--rebuild"]);
    expect(doctor.code).toBe(0);
    expect(doctor.stdout).toContain("hash chain verified");
    expect(doctor.stdout).toContain("derived rows are as the events say");
  });
});

test("baton status and baton tasks say where work stands", async () => {
  const project = scratchProject();
  const session = await openSession(project);
  const { workflow_id } = await create(session);
  const shown = await baton(project, ["status"]);
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining(workflow_id) });
  const json = await baton(project, ["status", workflow_id, "--view", "plan", "--json"]);
  expect(JSON.parse(json.stdout)).toMatchObject({ steps: [{ step: "marcus-backend" }] });
  const tasks = await baton(project, ["tasks"]);
  expect(tasks.stdout).toContain("Nothing is asked of a human.");
});
