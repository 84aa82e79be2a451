import { describe, expect, test } from "vitest";
import { tools } from "../../src/tools/registry.ts";
import { eras, type Session } from "./client.ts";
import { claim, create, doWork } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { sharedSession } from "./shared-session.ts";

const shared = sharedSession();

describe.each(eras)("over %s", (era) => {
  test("the server introduces itself, and tells the loop", async () => {
    const session = await openSession(scratchProject(), { era });
    expect(JSON.stringify(session.greeting)).toContain('"baton"');
    expect(session.greeting.instructions).toEqual(
      expect.stringMatching(/^Baton carries work[\s\S]{400,1500}$/),
    );
    const { tools: listed } = await session.request("tools/list");
    expect(listed).toMatchObject(tools.map(({ name }) => ({ name })));
    expect(session.stderr()).toBe("");
  });

  test("an unknown tool is answered with the nearest name", async () => {
    const session = await openSession(scratchProject(), { era });
    const refusal = await session.refused("create_handof");
    expect(refusal).toMatchObject({
      code: "not_found",
      fix: expect.stringContaining("create_handoff"),
    });
  });
});

describe("resources", () => {
  const read = async (session: Session, uri: string): Promise<string> => {
    const { contents } = await session.request("resources/read", { uri });
    if (!Array.isArray(contents)) throw new Error(`${uri} has no contents`);
    return contents[0].text;
  };

  test("show a workflow, its graph, its events, a handoff, an agent and a schema", async () => {
    const { session } = shared();
    const { workflow_id, ...one } = await create(session, { step: "one" });
    const { handoff_id } = await create(session, { workflow_id, step: "two", needs: ["one"] });
    await doWork(session, one);
    const json = async (uri: string) => JSON.parse(await read(session, uri));
    expect(await json("baton://workflows")).toContainEqual(
      expect.objectContaining({ workflow: workflow_id }),
    );
    expect(await json(`baton://workflows/${workflow_id}`)).toMatchObject({
      workflow_id,
      steps: [
        { step: "one", status: "completed" },
        { step: "two", needs: ["one"] },
      ],
    });
    const graph = await read(session, `baton://workflows/${workflow_id}/graph`);
    expect(graph).toMatch(/^flowchart TD\n/);
    expect(graph).toContain("s0 --> s1");
    const events = await json(`baton://workflows/${workflow_id}/events`);
    expect(events.slice(0, 2)).toMatchObject([
      { version: 1, type: "workflow_created", what: "workflow began: Add a login endpoint" },
      { version: 2, type: "handoff_created", actor: "agent test-client" },
    ]);
    expect(await json(`baton://handoffs/${handoff_id}`)).toMatchObject({
      contract: { handoff_id, to_agent: { name: "marcus-backend", priority: "p1" } },
      status: "ready",
    });
    expect(await read(session, "baton://agents/planner")).toMatch(/^# planner\n/);
    expect(await json("baton://schemas/handoff")).toMatchObject({
      title: "OPERA handoff contract",
    });
  });

  test("that do not exist are an error, and the server goes on", async () => {
    const { session } = shared();
    for (const uri of ["baton://workflows/none", "baton://nothing", "file:///etc/passwd"]) {
      await expect(session.request("resources/read", { uri })).rejects.toThrow(uri);
    }
    expect(await session.call("status")).toBeDefined();
  });

  test("list the unfinished workflows, and templates for the rest", async () => {
    const { session } = shared();
    const { workflow_id } = await create(session);
    const { resources } = await session.request("resources/list");
    expect(resources).toContainEqual(
      expect.objectContaining({ uri: `baton://workflows/${workflow_id}` }),
    );
    const { resourceTemplates } = await session.request("resources/templates/list");
    expect(resourceTemplates).toHaveLength(7);
  });
});

describe("completions", () => {
  const complete = async (session: Session, ref: object, name: string, value: string) => {
    const { completion } = await session.request("completion/complete", {
      ref,
      argument: { name, value },
    });
    return completion;
  };

  test("know workflows, handoffs, agents and schemas", async () => {
    const { session } = shared();
    const { workflow_id, handoff_id } = await create(session);
    const template = (uri: string) => ({ type: "ref/resource", uri });
    const values = (value: string) => ({ values: expect.arrayContaining([value]) });
    expect(await complete(session, template("baton://workflows/{id}"), "id", "orch")).toMatchObject(
      values(workflow_id),
    );
    expect(
      await complete(session, template("baton://handoffs/{id}"), "id", handoff_id.slice(0, 2)),
    ).toMatchObject(values(handoff_id));
    expect(await complete(session, template("baton://agents/{name}"), "name", "ma")).toEqual({
      values: ["marcus-backend", "maria-qa"],
      hasMore: false,
    });
    expect(await complete(session, template("baton://schemas/{name}"), "name", "h")).toMatchObject(
      values("handoff"),
    );
    const prompt = { type: "ref/prompt", name: "handoff" };
    expect(await complete(session, prompt, "to", "plan")).toMatchObject(values("planner"));
  });
});

describe("prompts", () => {
  test.each([
    ["orchestrate", { goal: "Ship the login" }, "Ship the login"],
    ["resume", { workflow: "orch_1" }, "orch_1"],
    ["resume", {}, "call Baton's resume"],
    ["handoff", { to: "builder", task: "Mend it" }, "Mend it"],
    ["review_failures", { workflow: "orch_1" }, "orch_1"],
  ] as const)("%s is filled in", async (name, args, text) => {
    const { session } = shared();
    const { messages } = await session.request("prompts/get", { name, arguments: args });
    expect(JSON.stringify(messages)).toContain(text);
  });

  test("name only tools that exist", async () => {
    const { session } = shared();
    const known = new Set<string>(tools.map(({ name }) => name));
    for (const [name, args] of [
      ["orchestrate", { goal: "x" }],
      ["review_failures", { workflow: "x" }],
    ] as const) {
      const { messages } = await session.request("prompts/get", { name, arguments: args });
      const named = JSON.stringify(messages).match(
        /\b(?:create|execute|complete|list|get|set|decide)_[a-z]+\b/g,
      );
      for (const tool of named ?? []) expect(known).toContain(tool);
    }
  });

  test("without what they need are refused by name", async () => {
    const { session } = shared();
    const bare = session.request("prompts/get", { name: "handoff", arguments: { to: "x" } });
    await expect(bare).rejects.toThrow("The prompt handoff needs task.");
    await expect(session.request("prompts/get", { name: "none" })).rejects.toThrow("orchestrate");
  });
});

test("a sub-agent that knows only the words `Baton handoff <id>` gets its brief by them", async () => {
  const { session } = shared();
  const { handoff_id, run } = await create(session);
  expect(run).toMatchObject({ prompt: `Baton handoff ${handoff_id.slice(0, 8)}` });
  expect(
    await session.call("execute_handoff", {
      handoff_id: `Baton handoff ${handoff_id.slice(0, 8)}`,
    }),
  ).toMatchObject({ handoff_id });
});

test("the brief has the contract whole, and how to complete, with the ids filled in", async () => {
  const { session } = shared();
  const handoff = await create(session, {
    context: {
      feature_description: "Add a login endpoint",
      constraints: ["No new dependency"],
      dependencies: ["The users table"],
      previous_decisions: ["Sessions, not JWT"],
    },
    expected_output: {
      deliverables: ["src/login.ts", "src/login.test.ts"],
      acceptance_criteria: ["Wrong passwords are refused"],
      output_schema: { type: "object", required: ["routes"] },
    },
    artifacts: [{ type: "design", path: "docs/auth.md", description: "the design" }],
  });
  const { brief, lease_token } = await claim(session, handoff);
  for (const part of [
    "Add a login endpoint",
    "- No new dependency",
    "- The users table",
    "- Sessions, not JWT",
    "- D1: src/login.ts",
    "- D2: src/login.test.ts",
    "- C1: Wrong passwords are refused",
    '"required":["routes"]',
    "- docs/auth.md (design): the design",
    `handoff_id "${handoff.handoff_id}", lease_token "${lease_token}"`,
  ]) {
    expect(brief).toContain(part);
  }
});

test("what writes without a brief or a list answers in under 300 tokens", async () => {
  const { encode } = await import("gpt-tokenizer/encoding/o200k_base");
  const { session } = shared();
  const created = await session.tryCall("create_handoff", {
    to_agent: "builder",
    context: { feature_description: "x" },
    expected_output: { deliverables: [], acceptance_criteria: [] },
  });
  const { workflow_id, handoff_id } = created.structuredContent;
  const { lease_token } = await claim(session, { handoff_id });
  const results = [
    created,
    await session.tryCall("set_memory", { key: "k", value: "v".repeat(2000), workflow_id }),
    await session.tryCall("checkpoint", { workflow_id, name: "here" }),
    await session.tryCall("control_workflow", { workflow_id, action: "pause", reason: "x" }),
    await session.tryCall("complete_handoff", {
      handoff_id,
      lease_token,
      status: "completed",
      summary: "word ".repeat(1000),
    }),
  ];
  for (const { content, isError } of results) {
    expect(isError ?? false).toBe(false);
    expect(encode(content[0]?.text ?? "").length).toBeLessThan(300);
  }
});
