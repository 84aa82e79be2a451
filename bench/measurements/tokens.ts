import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import type { Measurement } from "../measurement.ts";
import { type Client, openClient } from "../rpc.ts";
import { median } from "../stats.ts";
import { type Aim, type Row, rowAlone } from "../table.ts";

/** What the definitions of all tools may take of every prompt. */
const listAim: Aim = { of: "subject", bound: "most", value: 3500 };

/** Tokens (o200k) that calls put into a model's context, over the work of some days, and what the list of tools takes. */
export const tokens: Measurement = {
  name: "tokens",
  run: async ({ quick, folder, launches }) => {
    const project = folder("tokens/project");
    const client = await openClient({ ...(await launches()).empty, cwd: project });
    const counts = new Map<string, { asked: number; answered: number }[]>();
    for (let feature = 0; feature < (quick ? 2 : 12); feature++) {
      await develop(counting(client, counts), project, feature);
    }
    const { result } = await client.request("tools/list", {});
    await client.close();
    const list = countTokens(JSON.stringify(defined(result.tools)));
    return [
      {
        title: "Tokens of a call's answer",
        subject: "median",
        against: "worst",
        rows: [...counts].map(([tool, all]): Row => {
          const answers = all.map(({ answered }) => answered);
          return { ...rowAlone(tool, "", median(answers)), against: Math.max(...answers) };
        }),
      },
      {
        title: "Tokens beside the answers",
        subject: "tokens",
        against: "",
        rows: [
          rowAlone("the list of all tools", "", list, listAim),
          rowAlone(
            "arguments of a call, median",
            "",
            median([...counts.values()].flat().map(({ asked }) => asked)),
          ),
        ],
      },
    ];
  },
};

/** What a model is shown of the tools: the schemas of results are the client's. */
const defined = (tools: unknown): unknown =>
  Array.isArray(tools)
    ? tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }))
    : [];

type Call = (tool: string, args: object) => Promise<Readonly<Record<string, unknown>>>;

const counting =
  (client: Client, counts: Map<string, { asked: number; answered: number }[]>): Call =>
  async (tool, args) => {
    const { result } = await client.request("tools/call", { name: tool, arguments: args });
    const text = JSON.stringify(result.content);
    if (result.isError === true) throw new Error(`${tool}: ${text}`);
    const all = counts.get(tool) ?? [];
    counts.set(tool, all);
    const [first]: { text: string }[] = JSON.parse(text);
    all.push({
      asked: countTokens(JSON.stringify(args)),
      answered: countTokens(first?.text ?? ""),
    });
    return JSON.parse(JSON.stringify(result.structuredContent));
  };

const things = ["invoices", "orders", "customers", "payments", "deliveries", "returns"];

/** A feature from its goal to its end: four agents, what they decide and remember, a question of where it stands between. */
const develop = async (call: Call, project: string, n: number): Promise<void> => {
  const thing = things[n % things.length] ?? "";
  const goal = `Let people export their ${thing} as PDF and CSV, without a new dependency`;
  await call("route_goal", { goal });
  await call("list_agents", { query: `export ${thing} as PDF and CSV`, limit: 5 });
  const steps = [
    ["alex-ba", "requirements", "docs"],
    ["dana-database", "schema", "db"],
    ["marcus-backend", "api", "src"],
    ["maria-qa", "tests", "test"],
  ] as const;
  let workflow: { workflow_id?: unknown } = {};
  const handoffs: unknown[] = [];
  for (const [i, [agent, step, place]] of steps.entries()) {
    const made = await call("create_handoff", {
      ...workflow,
      to_agent: agent,
      step,
      context: { feature_description: `${goal}: ${step}`, constraints: ["No new dependency"] },
      expected_output: {
        deliverables: [`${place}/${thing}-${n}.md`],
        acceptance_criteria: ["Covers the empty list", "Names every error a caller can meet"],
      },
      ...(i === 0 ? {} : { needs: [steps[i - 1]?.[1]] }),
    });
    workflow = { workflow_id: made.workflow_id };
    handoffs.push(made.handoff_id);
  }
  for (const [i, [agent, step, place]] of steps.entries()) {
    const { lease_token } = await call("execute_handoff", { handoff_id: handoffs[i] });
    const path = `${place}/${thing}-${n}.md`;
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), `# ${step} of ${thing}\n`);
    await call("set_memory", {
      ...workflow,
      key: `decision/${step}`,
      value: { [step]: `The ${thing} are streamed row by row`, why: "a file of 1 GB fits nowhere" },
      tags: ["export", thing],
    });
    await call("get_memory", { ...workflow, query: `export ${thing}` });
    await call("complete_handoff", {
      handoff_id: handoffs[i],
      lease_token,
      status: "completed",
      summary: `The ${step} of the export of ${thing} is written; the empty list gives an empty file.`,
      artifacts: [{ type: "documentation", path, description: `the ${step}` }],
      criteria: ["C1", "C2"].map((criterion) => ({
        criterion,
        met: true,
        evidence: `${path}, second section, and its tests`,
      })),
      decisions: [`${thing} are streamed, since they may be many`],
      learnings: [`Exports of ${thing} need the time zone of the customer (${agent})`],
    });
    await call("status", workflow);
  }
  await call("status", { ...workflow, view: "timeline" });
  await call("status", {});
  await call("checkpoint", { ...workflow, name: "before the release" });
  await call("add_artifact", {
    ...workflow,
    agent: "maria-qa",
    type: "documentation",
    path: "docs",
  });
  await call("log_execution", { agent: "builder", task: `Tidy up ${thing}`, status: "completed" });
  await call("budget", { ...workflow, action: "status" });
  await call("send_signal", { name: "exported", correlation: `${thing}-${n}`, payload: { n } });
  await call("resume", workflow);
  const started = await call("start_workflow", { template: "plan-then-build", goal });
  const stop = { workflow_id: started.workflow_id, action: "cancel", reason: "it was a trial" };
  await call("control_workflow", stop);
};
