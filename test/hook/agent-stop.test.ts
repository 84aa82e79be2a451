import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ScratchProject } from "../e2e/project-in.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { clientSession, hook, payload, recorded, silence } from "./hook.ts";

const agent = "a94f72fc48cbbd2e1";
const use = String(recorded["PreToolUse of an agent that claims"]?.tool_use_id);

/** A session in which a sub-agent has claimed a handoff, as the client's hooks saw it. */
const claimed = async (project: ScratchProject) => {
  const session = await clientSession(project);
  const { workflow_id: workflow } = await session.call("create_handoff", {
    to_agent: "builder",
    step: "code",
    context: { feature_description: "limit logins" },
    expected_output: { deliverables: [], acceptance_criteria: ["it works"] },
  });
  await hook(project, "PreToolUse", payload("PreToolUse of an agent that claims"));
  const { structuredContent: claim } = await session.tryCall(
    "execute_handoff",
    {},
    {
      "claudecode/toolUseId": use,
    },
  );
  const status = (view: string) => session.call("status", { workflow_id: workflow, view });
  return {
    session,
    workflow: String(workflow),
    handoff: String(claim.handoff_id),
    token: String(claim.lease_token),
    status,
    timeline: async () => JSON.stringify((await status("timeline")).timeline),
    complete: () =>
      session.call("complete_handoff", {
        handoff_id: claim.handoff_id,
        lease_token: claim.lease_token,
        status: "completed",
        summary: "limited",
        criteria: [{ criterion: "C1", met: true, evidence: "npm test" }],
      }),
  };
};

/** Puts a transcript where the client keeps an agent's; gives the fields of a payload that name it. */
const transcript = (project: ScratchProject, text?: string): object => {
  const main = join(project.root, "..", "claude", "session-1.jsonl");
  const own = join(dirname(main), "session-1", "subagents", `agent-${agent}.jsonl`);
  mkdirSync(dirname(own), { recursive: true });
  if (text !== undefined) writeFileSync(own, text);
  else copyFileSync(join(import.meta.dirname, "fixtures", "agent-transcript.jsonl"), own);
  return { session_id: "session-1", transcript_path: main, agent_transcript_path: own };
};

/** What the recorded transcript adds up to: 9,442 + 11,031 + 11,366 read and three times 20 written. */
const recordedTokens = 31_899;

describe("an agent that stops with its handoff still claimed", () => {
  test("is sent back once, with handoff and token", async () => {
    const project = scratchProject();
    const { handoff, token, timeline } = await claimed(project);
    const { stdout } = await hook(project, "SubagentStop", payload("SubagentStop"));
    const { decision, reason } = JSON.parse(stdout);
    expect(decision).toBe("block");
    expect(reason).toContain(`handoff_id "${handoff}" and lease_token "${token}"`);
    expect(await timeline()).not.toMatch(/failed/);
  });

  test("may complete then, and what it consumed is measured", async () => {
    const project = scratchProject();
    const { complete, timeline, status } = await claimed(project);
    await hook(project, "SubagentStop", payload("SubagentStop"));
    await complete();
    const again = payload("SubagentStop again", transcript(project));
    expect(await hook(project, "SubagentStop", again)).toEqual(silence);
    expect(await timeline()).toContain(`attempt 1 of code used ${recordedTokens} tokens`);
    // The client fires the event again when an agent is resumed; nothing is counted twice.
    expect(await hook(project, "SubagentStop", again)).toEqual(silence);
    expect((await timeline()).match(/as measured/g)).toHaveLength(1);
    const { status: state } = await status("summary");
    expect(state).toBe("completed");
  });

  test("has failed when it stops again, and its handoff is tried again", async () => {
    const project = scratchProject();
    const { timeline } = await claimed(project);
    await hook(project, "SubagentStop", payload("SubagentStop"));
    const again = payload("SubagentStop again", transcript(project));
    expect(await hook(project, "SubagentStop", again)).toEqual(silence);
    const told = await timeline();
    expect(told).toContain("code failed (transient): The agent ended without complete_handoff");
    expect(told).toContain("code: retry, because");
    expect(told).toContain(`attempt 1 of code used ${recordedTokens} tokens`);
  });

  test("is sent back by Baton once, whoever else sent it back before", async () => {
    const project = scratchProject();
    await claimed(project);
    const { stdout } = await hook(project, "SubagentStop", payload("SubagentStop again"));
    expect(JSON.parse(stdout).decision).toBe("block");
  });

  test("has failed also when its transcript is gone", async () => {
    const project = scratchProject();
    const { timeline } = await claimed(project);
    await hook(project, "SubagentStop", payload("SubagentStop"));
    expect(await hook(project, "SubagentStop", payload("SubagentStop again"))).toEqual(silence);
    expect(await timeline()).toContain("code failed (transient)");
  });
});

test("an agent that claimed nothing, or is not known, stops as it likes", async () => {
  const project = scratchProject();
  const { timeline } = await claimed(project);
  const stranger = payload("SubagentStop", { agent_id: "a000" });
  expect(await hook(project, "SubagentStop", stranger)).toEqual(silence);
  // It tried to claim, and another had the handoff.
  const late = { agent_id: "a111", tool_use_id: "toolu_late" };
  await hook(project, "PreToolUse", payload("PreToolUse of an agent that claims", late));
  expect(await hook(project, "SubagentStop", payload("SubagentStop", late))).toEqual(silence);
  expect(await timeline()).not.toMatch(/failed/);
});

describe("an error of the model's service", () => {
  test("about billing ends the attempt and pauses the workflow until a human answers", async () => {
    const project = scratchProject();
    const { status, timeline } = await claimed(project);
    const died = payload("StopFailure", { agent_id: agent, ...transcript(project) });
    expect(await hook(project, "StopFailure", died)).toEqual(silence);
    const summary = await status("summary");
    expect(summary.status).toBe("paused");
    expect(JSON.stringify(await status("tasks"))).toContain("quota or billing limit");
    expect(await timeline()).toContain(
      "code failed (quota): billing_error: Credit balance is too low",
    );
    expect(await timeline()).toContain(`used ${recordedTokens} tokens`);
  });

  test.each([
    "overloaded",
    "server_error",
    "max_output_tokens",
    "something_new",
  ])("such as %s ends the attempt, and it is tried again", async (error) => {
    const project = scratchProject();
    const { status, timeline } = await claimed(project);
    await hook(project, "StopFailure", payload("StopFailure", { agent_id: agent, error }));
    expect(await timeline()).toContain(`code failed (transient): ${error}`);
    expect((await status("summary")).status).not.toBe("paused");
  });

  test("that repeats a secret is kept without it", async () => {
    const project = scratchProject();
    const { timeline } = await claimed(project);
    const last_assistant_message = "refused tok-9f8e7d6c5b4a, sorry";
    const died = payload("StopFailure", { agent_id: agent, last_assistant_message });
    await hook(project, "StopFailure", died, { SHOP_API_TOKEN: "tok-9f8e7d6c5b4a" });
    expect(await timeline()).toContain("refused [redacted SHOP_API_TOKEN], sorry");
  });

  test("about a model that is not there is put to a human", async () => {
    const project = scratchProject();
    const { timeline } = await claimed(project);
    const error = "model_not_found";
    await hook(project, "StopFailure", payload("StopFailure", { agent_id: agent, error }));
    expect(await timeline()).toContain("code: escalate");
  });

  test("about billing pauses the workflow also when the agent had claimed nothing yet", async () => {
    const project = scratchProject();
    const { handoff, status } = await claimed(project);
    const errand = { type: "user", message: { content: `Baton handoff ${handoff.slice(0, 8)}` } };
    const fields = transcript(project, `${JSON.stringify(errand)}\n{"type":"x"}\n`);
    const stranger = "a222";
    const [from, to] = [agent, stranger].map((id) =>
      join(project.root, "..", "claude", "session-1", "subagents", `agent-${id}.jsonl`),
    );
    copyFileSync(from ?? "", to ?? "");
    const overloaded = { ...fields, agent_id: stranger, error: "overloaded" };
    await hook(project, "StopFailure", payload("StopFailure", overloaded));
    expect((await status("summary")).status).toBe("running");
    await hook(project, "StopFailure", payload("StopFailure", { ...fields, agent_id: stranger }));
    expect(await status("summary")).toMatchObject({
      status: "paused",
      reason: "billing_error: Credit balance is too low",
    });
  });

  test("leaves the main thread its claims, unless it is a wall", async () => {
    const project = scratchProject();
    const session = await clientSession(project);
    const { workflow_id: workflow } = await session.call("create_handoff", {
      to_agent: "builder",
      step: "code",
      context: { feature_description: "limit logins" },
      expected_output: { deliverables: [], acceptance_criteria: [] },
    });
    const { agent_id: _, ...main } = {
      agent_id: "",
      ...payload("PreToolUse of an agent that claims"),
    };
    await hook(project, "PreToolUse", { ...main, session_id: "session-1" });
    await session.tryCall("execute_handoff", {}, { "claudecode/toolUseId": use });
    const { agent_id: __, ...died } = { agent_id: "", ...payload("StopFailure") };
    const active = async () => (await session.call("status", { workflow_id: workflow })).active;
    await hook(project, "StopFailure", { ...died, session_id: "session-1", error: "overloaded" });
    expect(await active()).toHaveLength(1);
    await hook(project, "StopFailure", { ...died, session_id: "session-1" });
    expect(await active()).toHaveLength(0);
  });
});

test("what the hooks do is history as any other: chain and derived rows hold", async () => {
  const project = scratchProject();
  const { session } = await claimed(project);
  await hook(project, "SubagentStop", payload("SubagentStop"));
  await hook(project, "SubagentStop", payload("SubagentStop again", transcript(project)));
  await session.close();
  const { baton } = await import("../e2e/command-line.ts");
  const { code, stdout } = await baton(project, ["doctor", "--rebuild"]);
  expect(stdout).toContain("derived rows are as the events say");
  expect(code).toBe(0);
  const notes = join(project.env.XDG_STATE_HOME ?? "", "baton", "agents", agent);
  expect(readFileSync(notes, "utf8")).toBe(`{"claim":"${use}"}\n{"sentBack":"${use}"}\n`);
});
