import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { tools } from "../../src/tools/registry.ts";
import { baton } from "./command-line.ts";
import { claim, create, finish, work } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";
import { validArguments } from "./valid-arguments.ts";

const inEnv = "tok-9f8e7d6c5b4a";
const env = { SHOP_API_TOKEN: inEnv, CLAUDE_CODE_SESSION_ID: "session-1" };

/** Put together here, so that no scanner takes this file for a leak. */
const secrets: Readonly<Record<string, string>> = {
  SHOP_API_TOKEN: inEnv,
  "API key": `sk-${"proj-aB3"}${"xY7z".repeat(6)}`,
  "GitHub token": `ghp_${"a1B2".repeat(9)}`,
  "AWS key id": `AKIA${"J7Q2".repeat(4)}`,
  "JSON web token": `eyJ${"hbGc".repeat(4)}.eyJ${"zdWI".repeat(4)}.${"c2ln".repeat(4)}`,
  "private key": `-----BEGIN RSA PRIVATE KEY-----\n${"MIIE".repeat(9)}\n-----END RSA PRIVATE KEY-----`,
};
/** What a connection string gives away is its password alone. */
const password = "hunter2hunter2";
const prose = `Say ${Object.values(secrets).join(" and ")} to postgres://app:${password}@db/app, please`;
const count = Object.keys(secrets).length + 1;

/** What of a secret would still be one, in the form in which a search index keeps words, too. */
const traces = [...Object.values(secrets), "MIIE".repeat(9), password].flatMap((secret) => [
  secret,
  ...secret.toLowerCase().split(/[^a-z0-9]+/),
]);
const telling = traces.filter((trace) => trace.length > 8);

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** The files beside the project, and its database, that hold a trace of a secret. */
const leaks = (root: string): string[] => {
  const base = dirname(root);
  const kept = filesUnder(base).filter((file) => !file.startsWith(join(root, "workflows")));
  expect(kept.some((file) => file.endsWith("baton.db-wal"))).toBe(true);
  return kept.flatMap((file) => {
    const text = readFileSync(file, "latin1");
    const folded = text.toLowerCase();
    return telling
      .filter((trace) => text.includes(trace) || folded.includes(trace))
      .map((trace) => `${file}: ${trace}`);
  });
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Copies of a value, each with a secret in another one of its texts, or as a key. */
const planted = (value: unknown, secret: string): unknown[] => {
  if (typeof value === "string") return [`${value} ${secret}`, secret];
  if (Array.isArray(value)) {
    return value.flatMap((item, at) => planted(item, secret).map((bad) => value.with(at, bad)));
  }
  if (!isObject(value)) return [];
  return [
    ...Object.entries(value).flatMap(([name, inner]) =>
      planted(inner, secret).map((bad) => ({ ...value, [name]: bad })),
    ),
    { ...value, [secret]: 1 },
  ];
};

test("words and values lose their secrets, the caller is told, and nothing of them is on the disk", async () => {
  const project = scratchProject();
  project.write("src/a.ts", "1");
  const session = await openSession(project, {
    env,
    person: () => ({
      action: "accept",
      content: { decision: "answer", q1: prose, comment: prose },
    }),
  });
  const told = async (tool: string, args: object): Promise<Record<string, unknown>> => {
    const result = await session.call(tool, args);
    expect(result.left_out, tool).toMatch(/^\d+ secrets were not kept: .*\(SHOP_API_TOKEN\)/);
    return result;
  };

  const first = await session.call(
    "create_handoff",
    work({
      context: { feature_description: prose, constraints: [prose], previous_decisions: [prose] },
      expected_output: { deliverables: [prose], acceptance_criteria: [prose] },
      artifacts: [{ type: "code", path: "src/a.ts", description: prose }],
    }),
  );
  expect(first.left_out).toContain(`${count * 6} secrets were not kept`);
  const { workflow_id } = first;
  const asked = await claim(session, first);
  await told("complete_handoff", {
    handoff_id: first.handoff_id,
    lease_token: asked.lease_token,
    status: "needs_input",
    summary: prose,
    questions: [prose],
  });
  const { tasks } = await session.call("status", { workflow_id, view: "tasks" });
  const open: unknown = Array.isArray(tasks) ? tasks[0] : undefined;
  const task_id = isObject(open) ? String(open.task_id) : "";
  await session.call("decide_task", { task_id, decision: "answer" });
  const again = await claim(session, first);
  await told("complete_handoff", {
    handoff_id: first.handoff_id,
    lease_token: again.lease_token,
    status: "completed",
    summary: prose,
    outputs: { deep: [{ of: prose }] },
    artifacts: [{ type: "code", path: "src/a.ts", description: prose, deliverable: "D1" }],
    criteria: [{ criterion: "C1", met: true, evidence: prose }],
    decisions: [prose],
    learnings: [prose],
  });
  const failing = await claim(session, await create(session, { workflow_id }));
  const error = { message: prose, step: "build", suggestion: prose };
  await finish(session, failing, { status: "failed", summary: prose, error });

  for (const scope of ["project", "session"])
    await told("set_memory", { key: "db", value: { url: [prose] }, scope });
  await told("set_memory", { key: "db", value: prose, workflow_id });
  await told("send_signal", { name: "paid", correlation: "order-17", payload: { note: prose } });
  await told("checkpoint", { workflow_id, name: "here", note: prose });
  await told("add_artifact", {
    workflow_id,
    agent: "builder",
    type: "code",
    path: "src/a.ts",
    description: prose,
  });
  await told("control_workflow", { workflow_id, action: "pause", reason: prose });
  const log = { agent: "builder", task: prose, result: prose, learnings: [prose] };
  await told("log_execution", { ...log, status: "completed" });
  const started = await told("start_workflow", {
    definition:
      "workflow: { name: one, version: 1, input: { wish: string }, stages: [{ agent: builder, task: 'Do ${input.wish}' }] }",
    goal: prose,
    input: { wish: prose },
  });

  const { entries } = await session.call("get_memory", { key: "db", workflow_id });
  expect(JSON.stringify(entries)).toContain("Say [redacted SHOP_API_TOKEN] and [redacted API key]");
  expect(JSON.stringify(entries)).toContain("postgres://app:[redacted password]@db/app, please");
  expect(started.workflow_id).toBeDefined();
  const commands = [
    ["control", "pause", String(started.workflow_id), "--yes", "--reason", prose],
    ["run", "sequential-feature", "--goal", prose, "--input", JSON.stringify({ [inEnv]: 1 })],
    ["agents", "reset", "builder", "--reason", prose],
  ];
  for (const args of commands) await baton(project, args, { env });

  await session.kill();
  expect(leaks(project.root)).toEqual([]);
  for (const trace of telling) expect(session.stderr()).not.toContain(trace);
});

describe("a name, a path or a definition that holds a secret", () => {
  const { "GitHub token": token = "" } = secrets;
  const definition = `workflow: { name: two, version: 1, stages: [{ agent: builder, task: 'Use ${token}' }] }`;

  test("is refused, with the place and the kind, and not with the secret", async () => {
    const session = await openSession(scratchProject(), { env });
    const refused = async (tool: string, args: object, place: string): Promise<void> => {
      const { code, message, fix } = await session.refused(tool, args);
      expect(code).toBe("invalid_input");
      expect(message).toContain(place);
      expect(message + fix).not.toContain(token);
    };
    await refused("set_memory", { key: token, value: 1 }, "key (GitHub token)");
    await refused("set_memory", { key: "k", value: { [token]: 1 } }, "a key in value");
    await refused("send_signal", { name: "n", correlation: token }, "correlation");
    await refused("start_workflow", { definition }, "definition (GitHub token)");
    await refused("create_handoff", work({ resources: [`src/${token}`] }), "resources.0");
  });

  test("is refused in a template of the project's, too", async () => {
    const project = scratchProject();
    project.write("workflows/two.yaml", definition);
    const session = await openSession(project, { env });
    const { code, message } = await session.refused("start_workflow", { template: "two" });
    expect([code, message]).toEqual([
      "definition_invalid",
      "The text of two holds a secret (GitHub token), and secrets are not kept.",
    ]);
    const run = await baton(project, ["run", "workflows/two.yaml"], { env });
    expect(run.stderr).toContain("holds a secret");
  });
});

test("whatever argument of whatever tool brings a secret, it is not on the disk afterwards", async () => {
  const project = scratchProject();
  project.write("src/a.ts", "1");
  const session = await openSession(project, { env });
  const { workflow_id, ...handoff } = await create(session, { to_agent: "builder" });
  const { checkpoint_id } = await session.call("checkpoint", { workflow_id, name: "start" });
  const { lease_token } = await claim(session, handoff);
  const ids = { ...handoff, workflow_id, lease_token, checkpoint_id, task_id: "task_0" };
  const valid = validArguments(ids);
  let kept = 0;
  for (const { name, readOnly } of tools) {
    if (readOnly) continue;
    for (const secret of [inEnv, secrets["AWS key id"] ?? ""]) {
      for (const args of planted(valid[name], secret)) {
        // Each is a call of its own.
        const fresh = {
          ...Object(args),
          idempotency_key: Object(args).idempotency_key?.includes(secret) ? secret : undefined,
        };
        const { isError } = await session.tryCall(name, fresh);
        if (isError !== true) kept++;
      }
    }
  }
  expect(kept).toBeGreaterThan(20);
  await session.kill();
  expect(leaks(project.root)).toEqual([]);
});
