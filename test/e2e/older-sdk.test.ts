import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { expect, onTestFinished, test } from "vitest";
import { program } from "./client.ts";
import type { Content } from "./content.ts";
import { completion, work } from "./moves.ts";
import type { ScratchProject } from "./project-in.ts";
import { scratchProject } from "./scratch-project.ts";

/** A client of the older SDK, which checks what it gets against the output schemas by itself. */
const olderClient = async (project: ScratchProject) => {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [program],
    cwd: project.root,
    env: { ...project.env },
    stderr: "ignore",
  });
  const client = new Client(
    { name: "older-client", version: "1.0.0" },
    { capabilities: { elicitation: {} } },
  );
  const closed = new Promise<void>((resolve) => {
    client.onclose = resolve;
  });
  await client.connect(transport);
  onTestFinished(() => client.close());
  await client.listTools();
  return {
    client,
    call: async (name: string, args: Record<string, unknown> = {}): Promise<Content> => {
      const result = await client.callTool({ name, arguments: args });
      return JSON.parse(JSON.stringify(result.structuredContent));
    },
    kill: async () => {
      process.kill(transport.pid ?? 0, "SIGKILL");
      await closed;
    },
  };
};

test("the older SDK's client drives create, claim, complete, and resume after kill -9", async () => {
  const project = scratchProject();
  const first = await olderClient(project);
  expect(first.client.getServerVersion()).toMatchObject({ name: "baton" });
  expect(first.client.getInstructions()).toContain("The loop:");
  const build = await first.call("create_handoff", work({ step: "build" }));
  const { workflow_id } = build;
  const review = await first.call(
    "create_handoff",
    work({ workflow_id, to_agent: "maria-qa", step: "review", needs: ["build"] }),
  );
  expect(review.status).toBe("pending");
  const claimed = await first.call("execute_handoff", { handoff_id: build.handoff_id });
  const done = await first.call("complete_handoff", completion(claimed));
  expect(done).toMatchObject({ status: "completed", ready: 1 });
  const lost = await first.call("execute_handoff", { handoff_id: review.handoff_id });
  await first.kill();

  const second = await olderClient(project);
  const resumed = await second.call("resume");
  expect(resumed).toMatchObject({ workflow_id, reclaimed: [{ handoff_id: review.handoff_id }] });
  expect(resumed.ready).toMatchObject([{ step: "review", agent: "maria-qa" }]);
  const again = await second.call("execute_handoff", { handoff_id: review.handoff_id });
  expect(again.attempt).toBe(2);
  expect(Number.parseInt(again.lease_token, 10)).toBeGreaterThan(
    Number.parseInt(lost.lease_token, 10),
  );
  expect(await second.call("complete_handoff", completion(again))).toMatchObject({
    workflow: { status: "completed", progress: { completed: 2, total: 2 } },
  });
});

test("over the older SDK, whoever launched an agent that cannot reach Baton relays for it", async () => {
  const project = scratchProject();
  project.write(
    ".claude/agents/reader.md",
    "---\nname: reader\ndescription: Reads code\ntools: Read, Grep\n---\nYou read code.\n",
  );
  const { call } = await olderClient(project);
  const created = await call("create_handoff", work({ to_agent: "reader" }));
  expect(created).toMatchObject({ run: { subagent_type: "reader", relay: true } });
  await call(
    "create_handoff",
    work({ workflow_id: created.workflow_id, step: "after", needs: [created.handoff_id] }),
  );
  const claimed = await call("execute_handoff", { handoff_id: created.handoff_id });
  expect(claimed.next).toContain("subagent_type reader");
  expect(claimed.brief).toContain("End with a report");
  const done = await call("complete_handoff", completion(claimed, { summary: "Read it all" }));
  expect(done.ready).toMatchObject([{ step: "after", run: { subagent_type: "general-purpose" } }]);
});

test("over the older SDK, the person at the client answers a form", async () => {
  const { client, call } = await olderClient(scratchProject());
  client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
    expect(params.message).toContain("Which port?");
    return { action: "accept", content: { decision: "answer", answer_1: "8080" } };
  });
  const created = await call("create_handoff", work());
  const claimed = await call("execute_handoff", { handoff_id: created.handoff_id });
  const asked = await call(
    "complete_handoff",
    completion(claimed, { status: "needs_input", questions: ["Which port?"] }),
  );
  expect(await call("decide_task", { task_id: asked.task_id })).toMatchObject({
    decision: "answer",
  });
  const again = await call("execute_handoff", { handoff_id: created.handoff_id });
  expect(again.brief).toContain("8080");
});
