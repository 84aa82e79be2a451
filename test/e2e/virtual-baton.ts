import { createHash } from "node:crypto";
import { join } from "node:path";
import { estimateTokenCount } from "tokenx";
import { createAgentRegistry } from "../../src/agents/agent-registry.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import type { EngineClock } from "../../src/engine/ports.ts";
import type { Baton } from "../../src/server/baton.ts";
import { callTool } from "../../src/server/call-tool.ts";
import { listTools } from "../../src/server/mcp/list-tools.ts";
import { toolResult } from "../../src/server/mcp/tool-result.ts";
import { packageRoot } from "../../src/server/package-info.ts";
import { findProject } from "../../src/server/project/find-project.ts";
import { selfHolder } from "../../src/server/project/holder.ts";
import { configPath, createWorkplace } from "../../src/server/project/workplace.ts";
import { templatesIn } from "../../src/server/templates.ts";
import { createMemoryStore } from "../../src/store/memory/create-memory-store.ts";
import { checkResult, rememberTools } from "./check-result.ts";
import { callsOf, type Person, type ToolCaller } from "./client.ts";
import type { ScratchProject } from "./project-in.ts";

/** The whole product in this process, under a clock that stands still until it is moved. */
export interface VirtualBaton extends ToolCaller {
  /** Lets time pass, and does what the server does by itself meanwhile. */
  pass(seconds: number): Promise<void>;
  /** Lets time pass while no server runs. */
  passIdle(seconds: number): void;
  /** Sets the wall clock forward, or back; no time passes. */
  jump(seconds: number): void;
  /** The present time. */
  now(): number;
  readonly engine: Engine;
  /** What a protocol handler works with. */
  readonly baton: Baton;
}

/** Tools over a memory store; `holds: false` is a caller that does not stay, such as `baton call`. */
export const virtualBaton = async (
  project: ScratchProject,
  { person, holds = true }: { readonly person?: Person; readonly holds?: boolean } = {},
): Promise<VirtualBaton> => {
  const clock = standingClock();
  const engine = createEngine({
    store: createMemoryStore(),
    clock,
    agents: createAgentRegistry({
      sources: [
        { source: "project", dir: join(project.root, "agents") },
        { source: "packaged", dir: join(packageRoot, "agents") },
      ],
      monotonic: clock.monotonic,
    }),
    workplace: createWorkplace({
      project: findProject({ cwd: project.root, env: project.env }),
      configPath: configPath(project.env),
      monotonic: clock.monotonic,
      env: project.env,
    }),
    sha256: (text) => createHash("sha256").update(text).digest("hex"),
    tokens: (text) => estimateTokenCount(text),
    secretIn: () => null,
    plugin: false,
    templates: templatesIn([join(project.root, "workflows")]),
  });
  await rememberTools(async () => ({ tools: listTools() }));
  const baton = {
    engine: async () => engine,
    human: "ada",
    command: "baton",
    session: null,
    startId: "start",
    clean: (text: string) => ({ text, found: [] }),
    holder: async () => (holds ? selfHolder() : null),
    close: async () => {},
  };
  const tryCall: ToolCaller["tryCall"] = async (name, args = {}) => {
    const call = {
      name,
      args,
      toolUseId: null,
      client: "virtual",
      canElicit: person !== undefined,
    };
    const first = await callTool(baton, { ...call, elicited: null });
    if (first.type !== "ask") return checkResult(name, toolResult(first));
    const { state } = first;
    const form = JSON.parse(
      JSON.stringify({ message: first.message, requestedSchema: first.schema }),
    );
    const { action, content = {} } = person?.(form) ?? { action: "cancel" };
    const second = await callTool(baton, { ...call, elicited: { action, content, state } });
    if (second.type === "ask") throw new Error(`${name} asks twice`);
    return checkResult(name, toolResult(second));
  };
  return {
    ...callsOf(tryCall),
    now: clock.now,
    engine,
    baton,
    passIdle: (seconds) => clock.advance(seconds * 1000),
    jump: (seconds) => clock.jump(seconds * 1000),
    pass: async (seconds) => {
      clock.advance(seconds * 1000);
      await engine.doDue();
    },
  };
};

const standingClock = (): EngineClock & { advance(ms: number): void; jump(ms: number): void } => {
  let ms = 0;
  let set = Date.UTC(2026, 0, 5, 9);
  let ids = 0;
  return {
    now: () => set + ms,
    monotonic: () => ms,
    random: () => 0.5,
    sleep: async (wait) => {
      ms += wait;
    },
    newId: () => {
      const n = String(++ids);
      return `${n.padStart(4, "0")}0000-0000-4000-8000-${n.padStart(12, "0")}`;
    },
    advance: (by) => {
      ms += by;
    },
    jump: (by) => {
      set += by;
    },
  };
};
