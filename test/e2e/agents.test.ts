import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { create, doWork } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { sharedSession } from "./shared-session.ts";

const shared = sharedSession();

const namesOf = (agents: readonly { readonly name: string }[]) => agents.map(({ name }) => name);

const packaged = [
  "alex-ba",
  "architect",
  "builder",
  "dana-database",
  "dr-ai-ml",
  "james-frontend",
  "marcus-backend",
  "maria-qa",
  "oliver-mcp",
  "planner",
  "sarah-pm",
];

test("the packaged agents are there, with all one needs to choose", async () => {
  const { session } = shared();
  const { agents, total } = await session.call("list_agents");
  expect(namesOf(agents).sort()).toEqual(packaged);
  expect(total).toBe(11);
  for (const agent of agents) {
    expect(agent).toMatchObject({ load: 0, circuit: "closed", source: "packaged" });
    expect(agent.description).toMatch(/^Only for Baton handoffs:.{10,95}$/);
  }
});

test.each([
  ["design the postgres schema and its indexes", "dana-database"],
  ["React component with accessible markup", "james-frontend"],
  ["write end to end tests and check quality", "maria-qa"],
])("who should %s? %s", async (query, name) => {
  const { session } = shared();
  const { agents } = await session.call("list_agents", { query });
  expect(agents[0]).toMatchObject({
    name,
    why: expect.stringMatching(/^(name|capabilities|description|prompt): \w+/),
  });
});

test("a query that nobody matches gives nobody", async () => {
  const { session } = shared();
  expect(await session.call("list_agents", { query: "xyzzy" })).toMatchObject({ agents: [] });
});

test("a capability narrows the list", async () => {
  const { session } = shared();
  const { agents, total } = await session.call("list_agents", { capability: "indexes" });
  expect(namesOf(agents)).toContain("dana-database");
  expect(total).toBeLessThan(11);
});

test("lists page with a cursor", async () => {
  const { session } = shared();
  const seen: string[] = [];
  for (let cursor: string | undefined = "0"; cursor !== undefined; ) {
    const page = await session.call("list_agents", { limit: 4, cursor });
    seen.push(...namesOf(page.agents));
    cursor = page.cursor;
  }
  expect(seen.sort()).toEqual(packaged);
});

test("load and success rate are what happened", async () => {
  const session = await openSession(scratchProject());
  await doWork(session, await create(session, { to_agent: "builder" }));
  await create(session, { to_agent: "builder" });
  await session.call("execute_handoff", { agent: "builder" });
  const { agents } = await session.call("list_agents");
  expect(agents.find(({ name }) => name === "builder")).toMatchObject({
    load: 1,
    success_rate: 1,
  });
});

test("an agent's file that comes, changes or goes counts without a restart", async () => {
  const project = scratchProject();
  const session = await openSession(project);
  const described = async () => {
    const { agents } = await session.call("list_agents", { limit: 100 });
    return agents.find(({ name }) => name === "poet")?.description;
  };
  expect(await described()).toBeUndefined();
  const file = (text: string, at: number) => {
    project.write("agents/poet.md", `---\nname: poet\ndescription: ${text}\n---\nRhyme.\n`);
    utimesSync(join(project.root, "agents/poet.md"), at, at);
  };
  file("Writes odes", 1_000_000);
  await expect.poll(described, { timeout: 2000 }).toBe("Writes odes");
  file("Writes elegies", 2_000_000);
  await expect.poll(described, { timeout: 2000 }).toBe("Writes elegies");
});

test("a project's own agent wins over the packaged one, which baton: still names", async () => {
  const project = scratchProject();
  project.write(
    "agents/builder.md",
    "---\nname: builder\ndescription: Ours\n---\nBUILD OUR WAY.\n",
  );
  const session = await openSession(project);
  const own = await create(session);
  expect(own.to_agent).toBe("marcus-backend");
  const ours = await session.call("execute_handoff", {
    handoff_id: (await create(session, { to_agent: "builder" })).handoff_id,
  });
  expect(ours.brief).toContain("BUILD OUR WAY.");
  const theirs = await session.call("execute_handoff", {
    handoff_id: (await create(session, { to_agent: "baton:builder" })).handoff_id,
  });
  expect(theirs.agent).toBe("baton:builder");
  expect(theirs.brief).not.toContain("BUILD OUR WAY.");
});

test("a file that needed mending is used, and the diagnostics say what was done", async () => {
  const project = scratchProject();
  project.write(
    ".claude/agents/odd.md",
    "---\nname: odd\ndescription: Use when: always\ntools: *\n---\nOdd but clear.\n",
  );
  const session = await openSession(project);
  const { agents, diagnostics } = await session.call("list_agents", { query: "odd" });
  expect(agents).toMatchObject([{ name: "odd", source: "project-claude" }]);
  expect(diagnostics.some(({ path }) => path.endsWith("odd.md"))).toBe(true);
});

test("an agent only the client has is taken with a warning", async () => {
  const { session } = shared();
  const created = await create(session, { to_agent: "Explore" });
  expect(created).toMatchObject({ to_agent: "Explore", run: { subagent_type: "Explore" } });
  expect(created.why).toEqual(expect.stringMatching(/Explore/));
});

test("with the plugin, a packaged agent is run by its type, and its prompt stays out of the brief", async () => {
  const session = await openSession(scratchProject(), { env: { CLAUDE_PLUGIN_ROOT: "/plugin" } });
  const created = await create(session, { to_agent: "builder" });
  expect(created).toMatchObject({ run: { subagent_type: "baton:builder" } });
  const { brief } = await session.call("execute_handoff", { handoff_id: created.handoff_id });
  expect(brief).toMatch(/^# Handoff [0-9a-f]{8}: builder, attempt 1/);
});
