import type { Measurement } from "../measurement.ts";
import {
  type Contestant,
  changeTree,
  commitTree,
  deliverable,
  type Launches,
  orderOf,
} from "../places.ts";
import { type Client, openClient, type Timed } from "../rpc.ts";
import { collectSamples, type Samples } from "../samples.ts";
import { median, percentile } from "../stats.ts";
import { type Row, ratioAtMost, rowBeside } from "../table.ts";

/** How often a sitting goes through all calls: untimed, then timed. */
interface Rounds {
  readonly warm: number;
  readonly timed: number;
  /** Timed rounds in a clean tree. */
  readonly clean: number;
}

/** What one caller waits for each tool, beside the bare server, and in a large database beside an empty one. */
export const calls: Measurement = {
  name: "calls",
  run: async ({ quick, launches, say }) => {
    const servers = await launches();
    const sittings = quick ? 1 : 3;
    const rounds = quick ? { warm: 1, timed: 5, clean: 2 } : { warm: 30, timed: 150, clean: 50 };
    const samples = collectSamples();
    for (let sitting = 0; sitting < sittings; sitting++) {
      say(`sitting ${sitting + 1} of ${sittings}`);
      await sit(servers, sitting, rounds, samples);
    }
    return [
      {
        title: "Calls",
        subject: "Baton",
        against: "bare",
        rows: rowsOf(samples, ["empty", "bare"]),
      },
      {
        title: "Calls in a large database",
        subject: "large",
        against: "empty",
        rows: rowsOf(samples, ["full", "empty"], 1.2),
      },
    ];
  },
};

/** A completion asks git whether the tree is clean; one that is known to be changed it need not ask about. */
const inCleanTree = "complete_handoff, clean tree";

/** The measures with their aims beside the bare server: reads are held against an echo, writes against a durable write (the pair against two). */
const aims = [
  ["set_memory", 1.5],
  ["create_handoff", 1.5],
  ["execute_handoff", 1.5],
  ["complete_handoff", 1.5],
  ["execute + complete", 1.5],
  [inCleanTree, null],
  ["resume", null],
  ["status", 1.5],
] as const;

const rowsOf = (
  samples: Samples,
  pair: readonly [Contestant, Contestant],
  aimOfAll?: number,
): readonly Row[] => [
  ...aims.flatMap(([measure, own]) => {
    const value = aimOfAll ?? own;
    const aim = value === null ? null : ratioAtMost(value);
    const row = { measure, unit: "ms", aim };
    return [
      ...rowBeside(samples, pair, { ...row, statistic: median, label: " p50" }),
      ...rowBeside(samples, pair, { ...row, statistic: p95, label: " p95" }),
    ];
  }),
  ...rowBeside(samples, pair, { measure: "RSS", unit: "MB", aim: ratioAtMost(aimOfAll ?? 1.3) }),
  ...rowBeside(samples, pair, { measure: "peak RSS", unit: "MB" }),
];

const p95 = (samples: readonly number[]): number => percentile(samples, 0.95);

/** One sitting: new processes, the calls of all servers in turn, and at the end what memory they hold. */
const sit = async (
  launches: Launches,
  sitting: number,
  rounds: Rounds,
  samples: Samples,
): Promise<void> => {
  const clients = {
    bare: await openClient(launches.bare),
    empty: await openClient(launches.empty),
    full: await openClient(launches.full),
  };
  const players: Readonly<Record<Contestant, Player>> = {
    bare: bareSteps(clients.bare),
    empty: await steps(clients.empty),
    full: await steps(clients.full),
  };
  for (const { cwd } of [launches.empty, launches.full]) changeTree(cwd, sitting);
  for (let round = -rounds.warm; round < rounds.timed; round++) {
    const turns = {
      bare: players.bare(round),
      empty: players.empty(round),
      full: players.full(round),
    };
    const claimed = new Map<Contestant, number>();
    for (const measure of measures) {
      for (const contestant of orderOf(round)) {
        const timed = await turns[contestant][measure]();
        if (round < 0) continue;
        samples.add(measure, sitting, contestant, timed.ms);
        if (measure === "execute_handoff") claimed.set(contestant, timed.ms);
        if (measure !== "complete_handoff") continue;
        const both = timed.ms + (claimed.get(contestant) ?? Number.NaN);
        samples.add("execute + complete", sitting, contestant, both);
      }
    }
  }
  for (const { cwd } of [launches.empty, launches.full]) commitTree(cwd);
  for (let round = 0; round < rounds.clean; round++) {
    for (const contestant of orderOf(round)) {
      const turn = players[contestant](round);
      await turn.create_handoff();
      await turn.execute_handoff();
      const { ms } = await turn.complete_handoff();
      samples.add(inCleanTree, sitting, contestant, ms);
    }
  }
  for (const contestant of orderOf(0)) {
    const memory = clients[contestant].memory();
    if (memory !== null) {
      samples.add("RSS", sitting, contestant, memory.now);
      samples.add("peak RSS", sitting, contestant, memory.peak);
    }
    await clients[contestant].close();
  }
};

/** The calls that are timed, in the order in which one round makes them. */
const measures = [
  "set_memory",
  "create_handoff",
  "execute_handoff",
  "complete_handoff",
  "resume",
  "status",
] as const;

type Turn = Readonly<Record<(typeof measures)[number], () => Promise<Timed>>>;
type Player = (round: number) => Turn;

const value = { owner: "marcus-backend", note: "invoices are exported as PDF and CSV", seen: 1 };

/** What the bare server does while Baton does the other: a durable write for a write, an echo for a read. */
const bareSteps =
  (client: Client): Player =>
  (round) => {
    const write = () => client.call("write", { key: `module/${round % 50}`, value });
    const echo = () => client.call("echo", { text: `round ${round}` });
    return {
      set_memory: write,
      create_handoff: write,
      execute_handoff: write,
      complete_handoff: write,
      resume: echo,
      status: echo,
    };
  };

/** Baton's calls: a handoff is created, claimed and completed; status and resume look at a workflow of three steps. */
const steps = async (client: Client): Promise<Player> => {
  const standing = await standingWorkflow(client);
  return (round) => {
    let handoff_id = "";
    let lease_token = "";
    return {
      set_memory: () => client.call("set_memory", { key: `module/${round % 50}`, value }),
      create_handoff: async () => {
        const made = await client.call("create_handoff", contract(`Export invoices ${round}`));
        handoff_id = String(made.result.handoff_id);
        return made;
      },
      execute_handoff: async () => {
        const claimed = await client.call("execute_handoff", { handoff_id });
        lease_token = String(claimed.result.lease_token);
        return claimed;
      },
      complete_handoff: () => client.call("complete_handoff", result(handoff_id, lease_token)),
      resume: () => client.call("resume", { workflow_id: standing }),
      status: () => client.call("status", { workflow_id: standing }),
    };
  };
};

const standingWorkflow = async (client: Client): Promise<string> => {
  const first = await client.call("create_handoff", contract("Plan the export"));
  const { workflow_id, handoff_id } = first.result;
  const second = await client.call("create_handoff", { ...contract("Build it"), workflow_id });
  const needs = [String(second.result.handoff_id)];
  await client.call("create_handoff", { ...contract("Test it"), workflow_id, needs });
  const claimed = await client.call("execute_handoff", { handoff_id });
  await client.call(
    "complete_handoff",
    result(String(handoff_id), String(claimed.result.lease_token)),
  );
  return String(workflow_id);
};

const contract = (feature_description: string) => ({
  to_agent: "marcus-backend",
  context: { feature_description, constraints: ["No new dependency"] },
  expected_output: {
    deliverables: [deliverable],
    acceptance_criteria: ["Covers the empty list", "Names every error a caller can meet"],
  },
});

const result = (handoff_id: string, lease_token: string) => ({
  handoff_id,
  lease_token,
  status: "completed",
  summary: "Invoices are exported; the empty list gives an empty file",
  artifacts: [{ type: "code", path: deliverable, description: "the export" }],
  criteria: ["C1", "C2"].map((criterion) => ({
    criterion,
    met: true,
    evidence: "covered by its tests",
  })),
  decisions: ["Rows are streamed"],
});
