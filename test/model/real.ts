import { join } from "node:path";
import { createAgentRegistry } from "../../src/agents/agent-registry.ts";
import type { Store } from "../../src/core/port/store.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { callTool } from "../../src/server/call-tool.ts";
import { packageRoot } from "../../src/server/package-info.ts";
import { createMemoryStore } from "../../src/store/memory/create-memory-store.ts";
import type { Content } from "../e2e/content.ts";
import type { Form } from "../sim/cluster.ts";
import { easyWorkplace, sha256 } from "../sim/easy-workplace.ts";
import { definitions } from "./definitions.ts";

/** Where in its next commit a server dies. */
export type Fate = "before" | "after";

/** The whole product behind its tools, under a clock that is moved by hand. */
export interface Real {
  readonly store: Store;
  /** Calls a tool; a caller whose server dies asks the next one the same. */
  call(tool: string, args: object, form?: Form): Promise<Content>;
  /** The server ends, now or in its next commit; another one takes its place. */
  crash(fate: Fate | "now"): void;
  /** Time passes. */
  pass(ms: number): void;
  /** The wall clock is set; no time passes. */
  jump(ms: number): void;
  now(): number;
  /** What the ticker does, once. Returns how much that was, or 1 where the server has died of it. */
  tick(): Promise<number>;
}

const agents = createAgentRegistry({
  sources: [{ source: "packaged", dir: join(packageRoot, "agents") }],
  monotonic: () => 0,
});

/** A server that dies in a commit: what it was at never goes on. */
class Died extends Error {
  override readonly name = "Died";
}

/** Starts a project that nothing has happened in. */
export const newReal = (): Real => {
  const base = createMemoryStore();
  let time = Date.UTC(2026, 0, 5, 9);
  let passed = 0;
  let ids = 0;
  let pid = 1;
  let fate: Fate | null = null;
  let die = (): void => {};

  const dying = (own: number, ended: () => void): Store => ({
    ...base,
    transact: async (unit) => {
      if (own !== pid) return new Promise(() => {});
      if (fate === "before") ended();
      if (own !== pid) return new Promise(() => {});
      const outcome = await base.transact(unit);
      if (fate === "after") ended();
      return own === pid ? outcome : new Promise(() => {});
    },
  });
  const start = (): { readonly engine: Engine; readonly ended: Promise<never> } => {
    const own = pid;
    const ended = new Promise<never>((_, reject) => {
      die = () => {
        fate = null;
        pid++;
        reject(new Died(`server ${own}`));
        server = start();
      };
    });
    ended.catch(() => {});
    const engine = createEngine({
      store: dying(own, () => die()),
      clock: {
        now: () => time + passed,
        monotonic: () => passed,
        random: () => 0.5,
        sleep: async (ms) => {
          passed += ms;
        },
        newId: () => {
          const digits = String(++ids).padStart(8, "0");
          return `${digits}-0000-4000-8000-0000${digits}`;
        },
      },
      agents,
      workplace: easyWorkplace((holder) => holder.pid === pid),
      templates: {
        names: () => ["order", "review", "bundle"],
        read: (name) =>
          definitions.find((text) => text.includes(`name: ${name}\n  version: 2`)) ?? null,
      },
      sha256,
      tokens: (text) => Math.ceil(text.length / 4),
      secretIn: () => null,
      plugin: false,
    });
    return { engine, ended };
  };
  let server = start();

  const attempt = async (tool: string, args: object, form: Form): Promise<Content> => {
    const { engine } = server;
    const baton = {
      engine: async () => engine,
      human: "ada",
      command: "baton",
      session: "session",
      startId: `server-${pid}`,
      clean: (text: string) => ({ text, found: [] }),
      holder: async () => ({ host: "here", pid, started: "0" }),
      close: async () => {},
    };
    const asked = { name: tool, args, toolUseId: null, client: "model", canElicit: true };
    let answer = await callTool(baton, { ...asked, elicited: null });
    if (answer.type === "ask") {
      const { state } = answer;
      const content = form(answer.schema);
      answer = await callTool(baton, { ...asked, elicited: { action: "accept", content, state } });
    }
    if (answer.type === "ask") throw new Error(`${tool} asks twice`);
    return JSON.parse(JSON.stringify(answer.type === "content" ? answer.content : answer));
  };

  return {
    store: base,
    call: async (tool, args, form = () => ({})) => {
      for (;;) {
        try {
          return await Promise.race([server.ended, attempt(tool, args, form)]);
        } catch (error) {
          if (!(error instanceof Died)) throw error;
        }
      }
    },
    crash: (when) => {
      if (when === "now") die();
      else fate = when;
    },
    pass: (ms) => {
      passed += ms;
    },
    jump: (ms) => {
      time += ms;
    },
    now: () => time + passed,
    tick: async () => {
      try {
        return await Promise.race([server.ended, server.engine.doDue()]);
      } catch (error) {
        if (error instanceof Died) return 1;
        throw error;
      }
    },
  };
};
