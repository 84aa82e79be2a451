import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { estimateTokenCount } from "tokenx";
import { expect } from "vitest";
import { createAgentRegistry } from "../../src/agents/agent-registry.ts";
import type { Answer } from "../../src/engine/answer.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { realClock } from "../../src/server/clock.ts";
import { findProject } from "../../src/server/project/find-project.ts";
import { createWorkplace } from "../../src/server/project/workplace.ts";
import { templatesIn } from "../../src/server/templates.ts";
import { createMemoryStore } from "../../src/store/memory/create-memory-store.ts";
import { checkArguments } from "../../src/tools/parse-arguments.ts";
import { toolNamed } from "../../src/tools/registry.ts";
import type { Elicited } from "../../src/tools/tool.ts";
import { type Page, repository } from "./markdown.ts";
import { newBindings } from "./same-but-ids.ts";

/** A real engine in an empty project folder. */
interface Stage {
  readonly engine: Engine;
  readonly root: string;
  close(): Promise<void>;
}

/** Sets an empty stage: memory store, packaged agents, a scratch folder. */
export const setStage = (): Stage => {
  const base = mkdtempSync(join(tmpdir(), "baton-docs-"));
  const root = join(base, "project");
  mkdirSync(root);
  const project = findProject({ cwd: root, env: {} });
  const engine = createEngine({
    store: createMemoryStore(),
    clock: realClock,
    agents: createAgentRegistry({
      sources: [{ source: "packaged", dir: join(repository, "agents") }],
      monotonic: realClock.monotonic,
    }),
    workplace: createWorkplace({
      project,
      configPath: join(base, "config.json"),
      monotonic: realClock.monotonic,
    }),
    sha256: (text) => createHash("sha256").update(text).digest("hex"),
    tokens: (text) => estimateTokenCount(text),
    secretIn: () => null,
    plugin: false,
    templates: templatesIn([join(repository, "workflows")]),
  });
  return {
    engine,
    root,
    close: async () => {
      await engine.ports.store.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
};

/** What a person fills into a form. */
type Form = Readonly<Record<string, string>>;

/** Calls a tool as a client does that can ask its user. */
const callTool = async (
  engine: Engine,
  name: string,
  args: unknown,
  form: Form | null,
): Promise<Answer> => {
  const tool = toolNamed(name);
  if (tool === undefined) throw new Error(`there is no tool ${name}`);
  const bad = checkArguments(tool, args);
  if (bad !== null) return bad;
  const caller = {
    actor: { kind: "agent" as const, name: "client" },
    session: "s1",
    holder: null,
    command: null,
  };
  const ask = (elicited: Elicited | null) =>
    tool.run(engine, args, { caller, human: "ada", canElicit: form !== null, elicited });
  const first = await ask(null);
  if (first.type !== "ask") return first;
  const { state } = first;
  const second = await ask({ action: "accept", content: form ?? {}, state });
  if (second.type === "ask") throw new Error("the tool asks twice");
  return second;
};

/** A person answers the only open task at a terminal. */
const answerTask = async (engine: Engine, form: Form): Promise<void> => {
  const [row] = await engine.ports.store.openTasks({ limit: 2 });
  const shown = await engine.showTask(row?.task ?? "");
  if (shown.type === "refused") throw new Error(shown.message);
  const { task } = shown;
  const decision = task.options.find((option) => option === form.decision);
  if (decision === undefined)
    throw new Error(`${form.decision} is none of ${task.options.join(", ")}`);
  const answers = Object.fromEntries(
    task.questions.map((text, i) => [text, form[`answer_${i + 1}`] ?? ""]),
  );
  const done = await engine.decideTask(
    {
      task: task.id,
      decision,
      comment: null,
      answers,
      delegateTo: null,
      channel: "terminal",
      shown: shown.shown,
    },
    { actor: { kind: "human", name: "ada" }, session: null, holder: null, command: null },
  );
  if (done.type === "refused") throw new Error(done.message);
};

/** Plays a page from top to bottom: its calls are made, its files written, its results compared. */
export const play = async (page: Page, { engine, root }: Stage): Promise<void> => {
  const bindings = newBindings();
  let form: Form | null = null;
  let last: Answer | null = null;
  let judged = true;
  const content = (at: string) => {
    if (last?.type !== "content") throw new Error(`${at}: ${last?.code}: ${last?.message}`);
    return last.content;
  };
  for (const item of page.items) {
    const at = `${page.path}:${item.line}`;
    const [verb = "", what = ""] = item.mark.split(/: (.*)/s);
    if (item.kind === "mark") {
      if (verb === "form") form = JSON.parse(what);
      else if (verb === "answer") await answerTask(engine, JSON.parse(what));
      continue;
    }
    switch (verb) {
      case "call":
        if (!judged) content(at);
        last = await callTool(engine, what, JSON.parse(bindings.apply(item.text)), form);
        judged = false;
        break;
      case "result":
        expect(bindings.differences(JSON.parse(item.text), content(at)), at).toEqual([]);
        judged = true;
        break;
      case "refused":
        expect(last?.type, at).toBe("refused");
        expect(bindings.differences(JSON.parse(item.text), last), at).toEqual([]);
        judged = true;
        break;
      case "brief":
        for (const line of item.text.split("\n")) {
          expect(String(content(at).brief), at).toContain(bindings.apply(line));
        }
        break;
      case "file":
        mkdirSync(dirname(join(root, what)), { recursive: true });
        writeFileSync(join(root, what), `${item.text}\n`);
    }
  }
  if (!judged) content(page.path);
};
