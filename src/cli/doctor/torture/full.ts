import { createEngine, type Engine } from "../../../engine/engine.ts";
import type { Caller } from "../../../engine/ports.ts";
import { boundedStore } from "../../../server/bounded-store.ts";
import { composePorts } from "../../../server/compose-ports.ts";
import { findUnsound } from "./sound.ts";
import { judged, type Trial } from "./trial.ts";

/** Pages the database may still grow by: a few small writes. */
const room = 60;
const mostWrites = 200;
const large = "x".repeat(20_000);

/** The database may not grow any more, as on a full disk, and then may again; your disk itself is not filled. */
export const full: Trial = {
  name: "full disk",
  share: 0.1,
  run: async (scratch) => {
    const database = scratch.database("full");
    const { store, allow } = boundedStore(database);
    const surroundings = { cwd: scratch.root, env: scratch.env, db: database };
    const engine = createEngine({ ...composePorts(surroundings), store });
    const faults: string[] = [];
    let acknowledged = 0;
    let refused = "";
    const write = async (key: string) => {
      refused = await tryWrite(engine, key);
      if (refused === "") acknowledged += 1;
      return refused === "";
    };
    try {
      await write("first");
      allow(room);
      while (acknowledged < mostWrites && (await write(`more-${acknowledged}`)));
      if (!refused.includes("full")) faults.push(`a full disk is called: ${refused || "nothing"}`);
      allow(100_000);
      if (!(await write("again"))) faults.push(`with room again it says: ${refused}`);
      const kept = await store.memory({
        scope: "project",
        owner: "project",
        now: 0,
        limit: 1_000,
        offset: 0,
      });
      if (kept.length !== acknowledged)
        faults.push(`${acknowledged} values were acknowledged, ${kept.length} are there`);
    } finally {
      await store.close();
    }
    faults.push(...(await findUnsound(scratch, database)));
    return judged(
      faults,
      `without room a write is refused and named, nothing of the ${acknowledged} acknowledged ones is lost, and with room again it goes on`,
      { acknowledged, faults: faults.length },
    );
  },
};

/** Empty when the write was taken, else what was said. */
const tryWrite = async (engine: Engine, key: string): Promise<string> => {
  try {
    const answer = await engine.setMemory({ key, value: large }, caller);
    return answer.type === "refused" ? answer.message : "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

const caller: Caller = {
  actor: { kind: "human", name: "doctor" },
  human: "doctor",
  session: null,
  holder: null,
  command: null,
};
