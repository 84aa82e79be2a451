import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parseAgent } from "../../src/agents/parse-agent.ts";
import { brainFormat } from "../../src/cli/brain/line.ts";
import { main } from "../../src/cli/main.ts";
import { nothingLive } from "../../src/core/budget/brief-weight.ts";
import { emptyLedger, entryLimit } from "../../src/core/budget/ledger.ts";
import { usualAttempts } from "../../src/core/budget/limits.ts";
import { oldMs, optimize, unusedMs, veryOldMs } from "../../src/core/budget/optimize.ts";
import { criticalShare, pools, usualSoft, warningShare } from "../../src/core/budget/pool.ts";
import { limitKinds } from "../../src/core/budget/spend.ts";
import { leaseBounds } from "../../src/core/command/lease-request.ts";
import { artifactLimit } from "../../src/core/decide/add-artifact.ts";
import { reminderLimit } from "../../src/core/decide/approval/fire-approval.ts";
import { amendmentLimit } from "../../src/core/decide/change-plan.ts";
import { checkpointLimit } from "../../src/core/decide/checkpoint.ts";
import { refusalsUntilAdvice, refusalsUntilFailure } from "../../src/core/decide/complete.ts";
import { stepLimit } from "../../src/core/decide/create-handoff.ts";
import { runningLimit } from "../../src/core/decide/decide-brain.ts";
import { loopLimit } from "../../src/core/decide/follow-success.ts";
import { workflowKeyLimit } from "../../src/core/decide/write-memory.ts";
import type { Json } from "../../src/core/json.ts";
import { excerptLimit } from "../../src/core/project/project-execution.ts";
import { circuitCooldownMs, circuitThreshold } from "../../src/core/recovery/agent-record.ts";
import { backoffMs } from "../../src/core/recovery/backoff.ts";
import { errorCategories } from "../../src/core/recovery/category.ts";
import { inferCategory } from "../../src/core/recovery/infer-category.ts";
import { refusalCodes } from "../../src/core/refusal.ts";
import { taskKinds } from "../../src/core/state/human-task.ts";
import { payloadLimit } from "../../src/core/state/signal-state.ts";
import { amendDefinition } from "../../src/definition/amend-definition.ts";
import { learningsInBrief, learningsTokens } from "../../src/engine/brain/pick-learnings.ts";
import { briefLimit } from "../../src/engine/brief/compose-brief.ts";
import { handoffDocument } from "../../src/engine/documents.ts";
import { usualAttemptMs } from "../../src/engine/due/keep-alive.ts";
import { definitionLimit, keyLimit, workflowLimit } from "../../src/engine/project-room.ts";
import { metricsDays, metricsRows } from "../../src/engine/status/metrics-view.ts";
import { statusViews } from "../../src/engine/status/views.ts";
import { usualMinutes } from "../../src/engine/workflow/forecast.ts";
import { burstSeconds, usualPerSecond } from "../../src/server/mcp/allowance.ts";
import { listPrompts } from "../../src/server/mcp/prompts.ts";
import { resourceTemplates } from "../../src/server/mcp/resources.ts";
import { packageVersion } from "../../src/server/package-info.ts";
import { checksOf, limitsOf, readConfig } from "../../src/server/project/operator-config.ts";
import { defaultTimeout } from "../../src/server/project/run-check.ts";
import { defaultLimits } from "../../src/server/stdio/limits.ts";
import { durationsKept, recallHalfLifeDays } from "../../src/store/recall.ts";
import { checkArguments } from "../../src/tools/parse-arguments.ts";
import { toolNamed, tools } from "../../src/tools/registry.ts";
import {
  anchors,
  innerLinks,
  page,
  pages,
  quoted,
  repository,
  section,
  table,
} from "./markdown.ts";
import { play, setStage } from "./story.ts";

/** Every file below a folder of the repository. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => /\.[jt]s$/.test(path));

const source = (path: string): string => readFileSync(join(repository, path), "utf8");

/** The value of a number that a file keeps to itself. */
const numberIn = (path: string, name: string): number => {
  const found = new RegExp(`\\b${name} = ([\\d_]+);`).exec(source(path))?.[1];
  if (found === undefined) throw new Error(`${path} has no ${name}`);
  return Number(found.replaceAll("_", ""));
};

const client = {
  actor: { kind: "agent" as const, name: "client" },
  session: null,
  holder: null,
  command: null,
};

const blocks = pages.flatMap(({ path, items }) =>
  items.flatMap((item) => (item.kind === "block" ? [{ ...item, path }] : [])),
);

describe("the examples", () => {
  test.each([
    "README.md",
    "docs/tools.md",
  ])("of %s are a story that can be played", async (path) => {
    const stage = setStage();
    onTestFinished(stage.close);
    await play(page(path), stage);
  });

  test("say what they are wherever they are JSON", () => {
    const unmarked = blocks.filter(({ language, mark }) => language === "json" && mark === "");
    expect(unmarked.map(({ path, line }) => `${path}:${line}`)).toEqual([]);
  });

  test("that are played stand only on pages that are", () => {
    const played = new Set(["README.md", "docs/tools.md"]);
    const stray = pages
      .filter(({ path }) => !played.has(path))
      .flatMap(({ path, items }) => items.map((item) => ({ path, ...item })))
      .filter(({ mark }) => /^(call|result|refused|brief|file|form|answer)\b/.test(mark));
    expect(stray.map(({ path, line }) => `${path}:${line}`)).toEqual([]);
  });

  const shown = blocks.filter(({ mark }) => /^(call|shape): /.test(mark));
  test.each(
    shown.map((block) => [`${block.path}:${block.line}`, block] as const),
  )("the call at %s is one the tool takes", (_, { mark, text }) => {
    const tool = toolNamed(mark.replace(/^\w+: /, ""));
    expect(tool).toBeDefined();
    if (tool !== undefined) expect(checkArguments(tool, JSON.parse(text))).toBeNull();
  });

  test("of every tool are shown", () => {
    const called = blocks.map(({ mark }) => mark.replace(/^call: /, ""));
    for (const tool of tools) expect(called).toContain(tool.name);
  });

  test("of client entries start a program that is there, and allow the tools of either name", () => {
    const data = (kind: string) =>
      blocks.filter(({ mark }) => mark === `data: ${kind}`).map(({ text }) => JSON.parse(text));
    const [published, clone] = data("mcp").map((entry) => entry.mcpServers.baton);
    const manifest = JSON.parse(source("package.json"));
    expect(published).toEqual({ command: "npx", args: ["-y", manifest.name] });
    const own = JSON.parse(source("mcp.json")).mcpServers.baton;
    expect({
      ...clone,
      args: [clone.args[0].replace("/path/to/baton/", ""), clone.args[1]],
    }).toEqual(own);
    expect(existsSync(join(repository, own.args[0]))).toBe(true);
    expect(data("settings")[0].permissions.allow).toEqual([
      "mcp__baton__*",
      "mcp__plugin_baton_baton__*",
    ]);
  });

  test("of checks are a configuration", async () => {
    const { root, close } = setStage();
    onTestFinished(close);
    const [block, limits] = blocks.filter(({ mark }) => mark === "data: config");
    const path = join(root, "config.json");
    writeFileSync(path, limits?.text ?? "");
    expect(limitsOf(await readConfig(path), "/home/ada/shop")).toEqual({
      pools: { gpu: 2, staging: 1 },
      parallelAgents: 20,
    });
    writeFileSync(path, block?.text ?? "");
    const checks = checksOf(await readConfig(path), "/home/ada/shop");
    expect(checks.map(({ name, source: from }) => `${name} ${from}`)).toEqual([
      "diff defaults",
      "tests project",
      "types project",
    ]);
  });

  test("of changes are what a plan takes, in the order the page says", () => {
    const [block] = blocks.filter(({ mark }) => mark === "data: changes");
    const stages = ["plan", "legal_review", "test"].map((name) => `{name: ${name}, agent: a}`);
    const amended = amendDefinition(
      {
        text: `workflow: {name: w, stages: [${stages.join(", ")}]}`,
        name: "w",
        earlier: [],
        changes: JSON.parse(block?.text ?? ""),
        path: ["changes"],
      },
      { knowsAgent: () => true },
    );
    expect(
      amended.type === "invalid"
        ? amended.problems
        : amended.definition.plan.root.nodes.map(
            ({ name, edges }) => `${edges.map(({ from }) => from).join("+")}>${name}`,
          ),
    ).toEqual([">plan", "plan>test", "test>audit", "plan>notes"]);
  });

  test("of agents' files are read as the page says", () => {
    const [good, mended] = blocks.filter(({ mark }) => mark.startsWith("agent: "));
    const remarks = blocks.find(({ mark }) => mark === "diagnostics")?.text.split("\n");
    const read = (block: typeof good) =>
      parseAgent({
        path: block?.mark.replace("agent: ", "") ?? "",
        source: "project-claude",
        text: block?.text ?? "",
      });
    expect(read(good)).toMatchObject({
      diagnostics: [],
      agent: {
        phase: "CODIFY",
        timeoutSeconds: 1800,
        maxRetries: 2,
        orchestration: { maxParallel: 1 },
      },
    });
    expect(read(mended).diagnostics.map(({ what, mended: how }) => `${what} (${how})`)).toEqual(
      remarks,
    );
  });
});

describe("links", () => {
  test.each(pages.map((each) => [each.path, each] as const))("of %s lead somewhere", (_, each) => {
    for (const { target, file, anchor } of innerLinks(each)) {
      expect(existsSync(join(repository, file)), target).toBe(true);
      if (anchor !== "") expect([...anchors(source(file))], target).toContain(anchor);
    }
  });
});

/** Paths of a schema's arguments, `*` where required, as the tables write them. */
const argumentPaths = (schema: Schema, prefix = ""): readonly string[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const path = prefix + name;
    if (inner.properties !== undefined) return argumentPaths(inner, `${path}.`);
    if (inner.items?.properties !== undefined) return argumentPaths(inner.items, `${path}[].`);
    return [`\`${path}\`${(schema.required ?? []).includes(name) ? " *" : ""}`];
  });

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly required?: readonly string[];
}

describe("docs/tools.md", async () => {
  const { listTools } = await import("../../src/server/mcp/list-tools.ts");

  test.each(
    listTools().map((tool) => [tool.name, tool] as const),
  )("names every argument of %s, and no other", (name, { inputSchema }) => {
    const rows = table(section("docs/tools.md", name), "argument").map(([cell]) => cell);
    const wanted = argumentPaths(JSON.parse(JSON.stringify(inputSchema)));
    expect([...rows].sort()).toEqual([...wanted].sort());
  });

  test.each(
    listTools().map((tool) => [tool.name, tool] as const),
  )("names every value that an argument of %s may have", (name, { inputSchema }) => {
    const text = section("docs/tools.md", name);
    const values = JSON.stringify(inputSchema).matchAll(/"enum":(\[[^\]]*\])/g);
    const words = [...values].flatMap(([, list = "[]"]): string[] => JSON.parse(list));
    for (const word of words.filter((each) => !/^p[12]$/.test(each))) {
      expect(quoted(text), word).toContain(word);
    }
  });

  test.each(
    tools.map((tool) => [tool.name, tool] as const),
  )("names every field of a result of %s", (name, tool) => {
    const text = section("docs/tools.md", name);
    for (const field of Object.keys(tool.output.shape))
      expect(text, field).toMatch(new RegExp(`\\b${field}\\b`));
  });

  test("has a line for each code a refusal can have, and no other", () => {
    const used = refusalCodes.filter((code) =>
      filesIn("src").some(
        (file) => !file.endsWith("core/refusal.ts") && source(file).includes(`"${code}"`),
      ),
    );
    const rows = table(section("docs/tools.md", "Errors"), "code").map(([cell]) => cell);
    expect([...rows].sort()).toEqual(used.map((code) => `\`${code}\``).sort());
  });

  test("has every resource and prompt", () => {
    const text = section("docs/tools.md", "Resources and prompts");
    for (const { uriTemplate } of resourceTemplates) expect(quoted(text)).toContain(uriTemplate);
    for (const { name, arguments: args } of listPrompts()) {
      const row = table(text, "prompt").find(([cell]) => cell?.startsWith(`\`${name}\``));
      for (const argument of args) expect(quoted(row?.[0] ?? "")).toContain(argument.name);
    }
  });

  test("counts the tools", () => {
    const words = ["eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"];
    expect(page("docs/tools.md").text.toLowerCase()).toContain(`${words[tools.length - 11]} tools`);
  });
});

describe("docs/recovery.md", () => {
  const { text } = page("docs/recovery.md");

  test("has every category of failure", () => {
    expect(table(text, "category").map(([cell]) => cell)).toEqual(
      errorCategories.map((each) => `\`${each}\``),
    );
  });

  test.each(
    table(text, "message").map(([message = "", kind = ""]) => [message, kind] as const),
  )("is right that %s means %s", (message, kind) => {
    expect(`\`${inferCategory(message.slice(1, -1))}\``).toBe(kind);
  });

  test("has the pauses that retries have", () => {
    for (const [failure = "", shortest, longest] of table(text, "failure |")) {
      const number = Number.parseInt(failure, 10);
      expect([`${backoffMs(number, 0) / 1000} s`, `${backoffMs(number, 1) / 1000} s`]).toEqual([
        shortest,
        longest,
      ]);
    }
    expect(backoffMs(9, 1)).toBe(backoffMs(30, 1));
    expect(backoffMs(8, 1)).toBeLessThan(backoffMs(9, 1));
  });

  test("has every kind of task with its answers", () => {
    const rows = table(text, "kind");
    expect(rows.map(([kind]) => kind).sort()).toEqual(
      taskKinds.map((kind) => `\`${kind}\``).sort(),
    );
    const decide = filesIn("src/core/decide").map(source).join("\n");
    for (const [kind = "", , answers = ""] of rows) {
      const opened = decide.slice(decide.indexOf(`kind: "${kind.slice(1, -1)}"`)).slice(0, 600);
      const options = /options(?:: (\[[^\]]*\]))?,/.exec(opened)?.[1];
      // An escalation works its options out; the longer list is the one shown.
      const listed: readonly string[] =
        options === undefined ? ["retry", "skip", "abort"] : JSON.parse(options);
      expect(quoted(answers)).toEqual(listed);
    }
  });

  test("has the numbers of the code", () => {
    for (const sentence of [
      `After ${circuitThreshold} failures in a row it opens for ${circuitCooldownMs / 60_000} minutes`,
      `the contract ${refusalsUntilFailure} times fails`,
      `From the ${refusalsUntilAdvice}rd refusal on`,
      `back and forth ${loopLimit} times`,
    ]) {
      expect(text).toContain(sentence);
    }
  });

  test("is right about the retries of a contract that names none", async () => {
    const { engine, close } = setStage();
    onTestFinished(close);
    const answer = await engine.createHandoff(
      {
        to_agent: "builder",
        context: { feature_description: "x" },
        expected_output: { deliverables: [], acceptance_criteria: [] },
      },
      client,
    );
    const id = answer.type === "content" ? String(answer.content.handoff_id) : "";
    const document = await handoffDocument(engine.ports, id);
    expect(document).toMatchObject({ contract: { payload: { on_failure: { max_retries: 3 } } } });
    expect(text).toContain("else the agent's, else 3");
  });
});

describe.each(["docs/security.md", "docs/reliability.md"])("%s", (path) => {
  test("names tests that are there", () => {
    const named = [...page(path).text.matchAll(/`(test\/[\w./-]+)`/g)].map(
      ([, file]) => file ?? "",
    );
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((file) => !existsSync(join(repository, file)))).toEqual([]);
  });
});

describe("docs/security.md", () => {
  test.each([
    ["Of MCP servers", /^[a-z]/, 6],
    ["OWASP MCP Top 10", /^MCP\d\d /, 10],
    ["OWASP Top 10 for Agentic Applications", /^ASI\d\d /, 10],
  ])("has every threat of %s, each with what is done and a test", (heading, name, count) => {
    const { text } = page("docs/security.md");
    const from = text.indexOf(`\n### ${heading}\n`);
    const lines =
      text
        .slice(from + 5)
        .split("\n### ", 1)[0]
        ?.split("\n") ?? [];
    const rows = lines.filter((line) => line.startsWith("| ")).slice(1);
    expect(rows.length).toBe(count);
    for (const row of rows) {
      const [, threat = "", does = "", , tests = ""] = row.split("|").map((cell) => cell.trim());
      expect(threat).toMatch(name);
      expect([does !== "", tests], threat).toEqual([true, expect.stringMatching(/^`test\//)]);
    }
  });
});

describe("docs/operations.md", () => {
  const { text } = page("docs/operations.md");

  test("names every environment variable that is read", () => {
    const code = [...filesIn("src"), ...filesIn("bin")].map(source).join("\n");
    const read = [
      ...code.matchAll(/\benv(?:ironment)?\??(?:\.|\[")([A-Z][A-Z0-9_]+)/g),
      ...code.matchAll(/userFolder\(env, "(\w+)", "(\w+)"/g),
      ...code.matchAll(/marker = "(\w+)"/g),
    ].flatMap(([, ...names]) => names);
    expect(read.length).toBeGreaterThan(10);
    for (const name of new Set(read)) expect(quoted(text), name).toContain(name);
  });

  test("has the numbers of the code", () => {
    const number = (value: number): string => value.toLocaleString("en-US");
    for (const sentence of [
      `${defaultTimeout} s at most unless it says otherwise`,
      `up to ${numberIn("src/store/sqlite/retry-busy.ts", "busyLimitMs") / 1000} s for its turn`,
      `or ${usualAttemptMs / 3_600_000} hours where it has none`,
      `unless the operator says otherwise | ${number(workflowLimit)} |`,
      `unfinished workflows; ${workflowLimit} unless set`,
      `that have not expired | ${number(keyLimit)} |`,
      `| kept versions of definitions | ${number(definitionLimit)} |`,
      `steps | ${number(stepLimit)} |`,
      `| ${usualAttempts.each} for each handoff and ${usualAttempts.besides} more`,
      `| keys in its memory | ${number(workflowKeyLimit)} |`,
      `| artifacts | ${number(artifactLimit)} |`,
      `by hand | ${number(checkpointLimit)} |`,
      `| amendments of its plan | ${number(amendmentLimit)} |`,
      `| entries of a context budget | ${number(entryLimit)} |`,
      `that have not ended | ${number(runningLimit)} |`,
      `| payload of a signal | ${number(payloadLimit)} characters`,
      `| ${usualPerSecond} a second, and ${number(usualPerSecond * burstSeconds)} at once when it was quiet for ${burstSeconds} seconds |`,
      `| ${number(defaultLimits.inFlight)}, then no more are read |`,
      `| ${defaultLimits.queuedBytes / 1_048_576} MiB, then no more are read |`,
      `${number(numberIn("src/definition/output-schema.ts", "schemaLimit"))} characters`,
      `${defaultLimits.lineBytes / 1_048_576} MB`,
      `${leaseBounds.min} to ${number(leaseBounds.max)} seconds, ${number(leaseBounds.usual)} unless`,
    ]) {
      expect(text).toContain(sentence);
    }
    expect(page("docs/workflow-language.md").text).toContain(`${reminderLimit} times at most`);
    expect(page("docs/tools.md").text).toContain(`within ${briefLimit} tokens`);
    expect(page("docs/security.md").text).toContain(`nesting beyond ${defaultLimits.depth} levels`);
  });

  test("is right about the largest value", async () => {
    const { engine, close } = setStage();
    onTestFinished(close);
    const written = (length: number) =>
      engine.setMemory({ key: "k", value: "x".repeat(length) }, client);
    // Two bytes more for the quotes.
    expect((await written(262_142)).type).toBe("content");
    expect(await written(262_143)).toMatchObject({ code: "too_large" });
    expect(text).toContain("262,144 bytes of JSON");
  });

  test("has the limits the tools have", () => {
    const at = (path: string, length: number): string => {
      const tool = toolNamed("set_memory");
      const args = { key: "k", value: 1, [path]: "x".repeat(length) };
      return tool === undefined ? "" : (checkArguments(tool, args)?.code ?? "fine");
    };
    expect([at("key", 200), at("key", 201)]).toEqual(["fine", "too_large"]);
    expect(text).toContain("200 characters; 20,000 characters; 100 entries");
    const deep = (levels: number): Json => (levels === 0 ? 1 : [deep(levels - 1)]);
    const tool = toolNamed("set_memory");
    if (tool === undefined) throw new Error("no set_memory");
    expect(checkArguments(tool, { key: "k", value: deep(59) })).toBeNull();
    expect(checkArguments(tool, { key: "k", value: deep(60) })?.code).toBe("invalid_input");
    expect(text).toContain("| nesting of arguments | 60 levels |");
  });

  test("has every view", () => {
    for (const view of statusViews) expect(quoted(text)).toContain(view);
  });
});

describe("docs/budgets.md", () => {
  const { text } = page("docs/budgets.md");
  const number = (value: number): string => value.toLocaleString("en-US");

  test("has every pool with its soft limit, and their sum", () => {
    expect(table(text, "pool").map(([pool, soft]) => [pool, soft])).toEqual(
      pools.map((pool) => [`\`${pool}\``, number(usualSoft[pool])]),
    );
    expect(text).toContain(
      `total of ${number(pools.reduce((sum, each) => sum + usualSoft[each], 0))}`,
    );
  });

  test("has every limit", () => {
    expect(table(text, "limit |").map(([limit]) => limit)).toEqual(
      limitKinds.map((kind) => `\`${kind}\``),
    );
  });

  test("has the steps of optimizing in their order", () => {
    const { steps } = optimize(emptyLedger(), nothingLive, 0, new Set());
    expect(table(text, "step |").map(([step]) => step)).toEqual(
      steps.map(({ tier }) => `\`${tier}\``),
    );
  });

  test("has the numbers of the code", () => {
    const { each, besides } = usualAttempts;
    for (const sentence of [
      `\`warning\` from ${warningShare * 100} % of its limit on and \`critical\` from ${criticalShare * 100} %`,
      `A ledger holds ${number(entryLimit)} entries`,
      `old learnings (${oldMs === 86_400_000 ? "a day" : ""} old`,
      `very old entries (${veryOldMs / 86_400_000} days`,
      `charged again for ${unusedMs === 3_600_000 ? "an hour" : ""}`,
      `${each === 3 ? "three" : ""} for each handoff and ${besides} besides`,
      `agent's last ${durationsKept} successes`,
    ]) {
      expect(text).toContain(sentence);
    }
    expect(page("docs/operations.md").text).toContain(
      `| entries of a context budget | ${number(entryLimit)} |`,
    );
  });
});

describe("docs/brain.md", () => {
  const { text } = page("docs/brain.md");

  test("has the numbers of the code", () => {
    for (const sentence of [
      `up to ${excerptLimit.toLocaleString("en-US")} characters`,
      `at most ${learningsInBrief}, in ${learningsTokens} tokens together`,
      `last ${durationsKept} successes, else ${usualMinutes} minutes`,
      `halves every\n${recallHalfLifeDays} days`,
      `the last ${metricsDays} days`,
      `more than ${metricsRows.toLocaleString("en-US")} executions`,
      `(\`${brainFormat}\`)`,
    ]) {
      expect(text).toContain(sentence);
    }
  });

  test("names every figure of the metrics", async () => {
    const { engine, close } = setStage();
    onTestFinished(close);
    const answer = await engine.status({ view: "metrics" });
    const fields = answer.type === "content" ? Object.keys(answer.content) : [];
    expect(fields.length).toBeGreaterThan(10);
    for (const field of fields.filter((each) => !["window", "running"].includes(each)))
      expect(quoted(text), field).toContain(field);
  });
});

describe("commands", async () => {
  let help = "";
  await main(["--help"], {
    stdout: (printed) => {
      help += printed;
    },
    stderr: () => {},
    cwd: repository,
    env: {},
  });
  const commands = [...help.matchAll(/^ {2}(\w+) /gm)].map(([, name = ""]) => name);

  test("are all in the README", () => {
    expect(commands.length).toBeGreaterThan(8);
    const named = quoted(section("README.md", "Command line")).map((text) => text.split(" ")[1]);
    for (const command of commands) expect(named).toContain(command);
  });

  test.each(pages.map((each) => [each.path, each] as const))("that %s names exist", (_, {
    text,
  }) => {
    const code = [
      ...quoted(text),
      ...[...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, lines = ""]) => lines.split("\n")),
    ];
    const called = code.flatMap((line) => /^baton ([a-z]\w*)/.exec(line)?.[1] ?? []);
    for (const name of called) expect(commands, name).toContain(name);
  });

  test.each(pages.map((each) => [each.path, each] as const))("have the options that %s names", (_, {
    text,
  }) => {
    const known = filesIn("src/cli").map(source).join("\n");
    for (const word of quoted(text).filter((each) => /^--[a-z]/.test(each))) {
      const name = word.split(" ")[0]?.slice(2) ?? "";
      expect(known, word).toMatch(new RegExp(`"--${name}"|\\b${name}: \\{ type|--${name}\\b`));
    }
  });

  test("of npm exist", () => {
    const scripts = Object.keys(JSON.parse(source("package.json")).scripts);
    for (const { text, path } of pages) {
      for (const [, name = ""] of text.matchAll(/npm run (\w+)/g))
        expect(scripts, path).toContain(name);
    }
  });
});

describe("docs/agents.md", () => {
  test("lists the packaged agents with their phases", () => {
    const rows = table(section("docs/agents.md", "The packaged agents"), "agent");
    const listed = rows.map(([name, phase]) => `${name} ${phase}`);
    const packaged = readdirSync(join(repository, "agents")).map((file) => {
      const { agent } = parseAgent({
        path: file,
        source: "packaged",
        text: source(join("agents", file)),
      });
      return `\`${agent?.name}\` ${agent?.phase}`;
    });
    expect(listed.sort()).toEqual(packaged.sort());
  });
});

describe("ARCHITECTURE.md", () => {
  const { text } = page("ARCHITECTURE.md");

  test("shows every import between folders, and only those", () => {
    const shown = [...text.matchAll(/^ {2}(\w+)(?:\["[^"]*"\])? --> (\w+)/gm)].map(
      ([, from, to]) => `${from} -> ${to}`,
    );
    const found = new Set(
      filesIn("src").flatMap((file) => {
        const [, from = ""] = file.split(/[\\/]/);
        const imports = source(file).matchAll(/(?:from|import\() ?"(?:\.\.\/)+(\w+)\//g);
        return [...imports]
          .filter(([, to]) => to !== from && existsSync(join(repository, "src", to ?? "")))
          .map(([, to]) => `${from} -> ${to}`);
      }),
    );
    expect(shown.sort()).toEqual([...found].sort());
  });

  test("is short", () => {
    expect(text.split("\n").length).toBeLessThan(150);
  });

  test("names files that are there", () => {
    for (const path of quoted(text).filter((each) =>
      /^(src|core|store|server|tools|schemas)\/[\w/-]+\.\w+$/.test(each),
    )) {
      expect(
        existsSync(join(repository, path)) || existsSync(join(repository, "src", path)),
        path,
      ).toBe(true);
    }
  });
});

test("CONTRIBUTING.md names files that are there", () => {
  for (const path of quoted(page("CONTRIBUTING.md").text).filter((each) =>
    /^(src|test|docs|schemas)\/[\w/.-]+$/.test(each),
  )) {
    if (/NAME/.test(path)) continue;
    expect(existsSync(join(repository, path)), path).toBe(true);
  }
});

test("CHANGELOG.md has this version first", () => {
  const [first] = /^## (\S+)/m.exec(page("CHANGELOG.md").text)?.slice(1) ?? [];
  expect(first).toBe(packageVersion());
});
