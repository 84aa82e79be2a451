import { join } from "node:path";
import { createAgentRegistry } from "../../src/agents/agent-registry.ts";
import type { Store } from "../../src/core/port/store.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { callTool } from "../../src/server/call-tool.ts";
import { packageRoot } from "../../src/server/package-info.ts";
import type { Random } from "../chaos/random.ts";
import type { Content } from "../e2e/content.ts";
import { used } from "./definitions.ts";
import { easyWorkplace, sha256 } from "./easy-workplace.ts";
import { type FaultRates, faultyStore } from "./faulty-store.ts";
import { ProcessEnded, type Scheduler, type SimProcess } from "./scheduler.ts";

/** A server process of the simulation. */
export interface SimServer {
  readonly process: SimProcess;
  readonly engine: Engine;
  /** Calls a tool as a client does; an elicitation is answered by `form`. Rejects with ProcessEnded when the server ends. */
  call(tool: string, args: object, form?: Form): Promise<SimAnswer>;
}

/** What the human writes into a form of this schema. */
export type Form = (schema: unknown) => Readonly<Record<string, unknown>>;

/** What a caller is told. */
export interface SimAnswer {
  readonly refused: boolean;
  readonly content: Content;
}

/** The servers of a project, all on one store; who has ended is replaced. */
export interface Cluster {
  any(): SimServer;
  /** How many processes have ended. */
  crashes(): number;
}

const agents = createAgentRegistry({
  sources: [{ source: "packaged", dir: join(packageRoot, "agents") }],
  monotonic: () => performance.now(),
});

/** Starts a cluster. */
export const newCluster = (
  base: Store,
  scheduler: Scheduler,
  random: Random,
  size: number,
  rates: () => FaultRates,
): Cluster => {
  const servers: SimServer[] = [];
  let started = 0;
  let ids = 0;

  const start = (): SimServer => {
    started += 1;
    const process = scheduler.newProcess(`server-${started}`);
    const engine = createEngine({
      store: faultyStore(base, scheduler, process, random, rates),
      clock: {
        now: scheduler.now,
        monotonic: scheduler.now,
        random: () => random.between(0, 1_000_000) / 1_000_000,
        sleep: (ms) => scheduler.sleep(process, ms),
        newId: () => {
          ids += 1;
          const digits = String(ids).padStart(8, "0");
          return `${digits}-0000-4000-8000-0000${digits}`;
        },
      },
      agents,
      workplace: easyWorkplace(({ pid }) =>
        servers.some((each) => each.process.alive && pidOf(each) === pid),
      ),
      templates: { names: () => Object.keys(used), read: (name) => used[name] ?? null },
      sha256,
      tokens: (text) => Math.ceil(text.length / 4),
      secretIn: () => null,
      plugin: false,
    });
    const server: SimServer = {
      process,
      engine,
      call: (tool, args, form) => Promise.race([process.ended, call(server, tool, args, form)]),
    };
    return server;
  };

  const pidOf = ({ process }: SimServer): number => Number(process.name.slice("server-".length));

  const call = async (
    server: SimServer,
    tool: string,
    args: object,
    form: Form = () => ({}),
  ): Promise<SimAnswer> => {
    const baton = {
      engine: async () => server.engine,
      human: "ada",
      command: "baton",
      session: "session",
      startId: server.process.name,
      clean: (text: string) => ({ text, found: [] }),
      holder: async () => ({ host: "here", pid: pidOf(server), started: "0" }),
      close: async () => {},
    };
    const asked = { name: tool, args, toolUseId: null, client: "simulated", canElicit: true };
    let answer = await callTool(baton, { ...asked, elicited: null });
    if (answer.type === "ask") {
      const { state } = answer;
      const content = form(answer.schema);
      answer = await callTool(baton, { ...asked, elicited: { action: "accept", content, state } });
    }
    if (answer.type === "ask") throw new Error(`${tool} asks twice`);
    const content: Content = JSON.parse(
      JSON.stringify(answer.type === "content" ? answer.content : answer),
    );
    return { refused: answer.type === "refused", content };
  };

  return {
    any: () => {
      for (let i = 0; i < size; i++) {
        if (servers[i]?.process.alive !== true) servers[i] = start();
      }
      const server = servers[random.between(0, size)];
      if (server === undefined) throw new ProcessEnded("none");
      return server;
    },
    crashes: () => started - servers.filter(({ process }) => process.alive).length,
  };
};
