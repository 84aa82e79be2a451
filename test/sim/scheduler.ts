import type { Random } from "../chaos/random.ts";

/** A process of the simulation; what runs in it never goes on after it has ended. */
export interface SimProcess {
  readonly name: string;
  readonly alive: boolean;
  /** Rejects when the process ends. */
  readonly ended: Promise<never>;
  end(): void;
}

/** The process that a call ran in has ended: nobody knows what became of the call. */
export class ProcessEnded extends Error {
  override readonly name = "ProcessEnded";
}

/** Decides who goes on, one at a time, as the seed says; time stands still while anybody can. */
export interface Scheduler {
  now(): number;
  newProcess(name: string): SimProcess;
  /** Waits for its turn. */
  turn(process: SimProcess): Promise<void>;
  /** Waits for its turn, which comes after this many ms at the earliest. */
  sleep(process: SimProcess, ms: number): Promise<void>;
  /** Runs what the outside world does in its own time; nobody else goes on meanwhile. */
  outside<T>(work: () => Promise<T>): Promise<T>;
  /** Lets everything run until nobody waits for a turn. Throws when that takes more turns than `most`. */
  run(most: number): Promise<void>;
}

interface Waiting {
  readonly process: SimProcess;
  readonly from: number;
  readonly go: () => void;
}

/** Starts a scheduler at a time of its own. */
export const newScheduler = (random: Random): Scheduler => {
  let now = Date.UTC(2026, 0, 5, 9);
  let waiting: Waiting[] = [];
  let outside = 0;

  const wait = (process: SimProcess, from: number): Promise<void> =>
    new Promise((go) => {
      // Whoever is dead waits for ever.
      if (process.alive) waiting.push({ process, from, go });
    });

  /** Resolves when nobody can go on by himself. */
  const quiet = async (): Promise<void> => {
    do await new Promise((resolve) => setImmediate(resolve));
    while (outside > 0);
  };

  return {
    now: () => now,
    newProcess: (name) => {
      let alive = true;
      let kill = (_: Error): void => {};
      const ended = new Promise<never>((_, reject) => {
        kill = reject;
      });
      // Not everybody listens.
      ended.catch(() => {});
      return {
        name,
        get alive() {
          return alive;
        },
        ended,
        end: () => {
          alive = false;
          kill(new ProcessEnded(name));
        },
      };
    },
    turn: (process) => wait(process, 0),
    sleep: (process, ms) => wait(process, now + ms),
    outside: async (work) => {
      outside += 1;
      try {
        return await work();
      } finally {
        outside -= 1;
      }
    },
    run: async (most) => {
      for (let turns = 0; ; turns++) {
        await quiet();
        waiting = waiting.filter(({ process }) => process.alive);
        if (waiting.length === 0) return;
        if (turns >= most) throw new Error(`not at rest after ${most} turns`);
        const able = waiting.filter(({ from }) => from <= now);
        const pool = able.length > 0 ? able : soonest(waiting);
        const next = pool[random.between(0, pool.length)];
        if (next === undefined) return;
        now = Math.max(now, next.from);
        waiting = waiting.filter((each) => each !== next);
        next.go();
      }
    },
  };
};

const soonest = (waiting: readonly Waiting[]): readonly Waiting[] => {
  const first = Math.min(...waiting.map(({ from }) => from));
  return waiting.filter(({ from }) => from === first);
};
