import * as z from "zod";
import type { Answer, Client, Ledger, Written } from "./ledger.ts";

/**
 * Holds a server that came after a fault to what was said before it, and returns what is wrong, a line each. An
 * acknowledged write is there, and is answered as before. One that was not acknowledged happened once or not at all:
 * asked for again, it succeeds, and has then happened once.
 */
export const checkLedger = async (through: Client, ledger: Ledger): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (const written of ledger.all()) {
    const { structuredContent: now, isError } = await through.tryCall(written.tool, written.args);
    // A claim that is over gives no brief again.
    const over = written.tool === "execute_handoff" && now.code === "stale_lease";
    if (over && written.answer !== null) continue;
    const fault =
      isError === true
        ? `is refused: ${now.code}: ${now.message}`
        : (differs(written, now) ?? (await missing(through, written, now)));
    if (fault !== null)
      faults.push(`${written.tool} ${JSON.stringify(written.args).slice(0, 300)} ${fault}`);
  }
  return faults;
};

/** What an acknowledged write is told otherwise now; a brief is written anew from what is known by then. */
const differs = ({ answer }: Written, now: Answer["structuredContent"]): string | null => {
  if (answer === null) return null;
  if (now.replayed !== true) return "was acknowledged and is not known any more";
  const { replayed: _, ...again } = now;
  const changed = Object.keys(answer).filter(
    (key) => key !== "brief" && JSON.stringify(answer[key]) !== JSON.stringify(again[key]),
  );
  return changed.length === 0 ? null : `is told otherwise: ${changed.join(", ")}`;
};

/** What is not there, or there twice, of a write that has been accepted. */
const missing = async (
  through: Client,
  { tool, args }: Written,
  { handoff_id, workflow_id, checkpoint_id }: Answer["structuredContent"],
): Promise<string | null> => {
  const read = async <T extends z.ZodType>(name: string, of: object, shape: T) =>
    shape.parse((await through.tryCall(name, of)).structuredContent);
  switch (tool) {
    case "set_memory": {
      const { key, value, workflow_id: of } = asked.parse(args);
      const { entries } = await read("get_memory", { key, workflow_id: of }, memory);
      const [entry] = entries;
      return entry?.version === 1 && JSON.stringify(entry.value) === JSON.stringify(value)
        ? null
        : `left ${JSON.stringify(entries).slice(0, 200)}`;
    }
    case "checkpoint": {
      const view = { workflow_id, view: "checkpoints" };
      const { checkpoints } = await read("status", view, checkpointList);
      const found = checkpoints.filter((point) => point.checkpoint_id === checkpoint_id);
      return found.length === 1 ? null : "left no checkpoint";
    }
    case "create_handoff": {
      const { step } = await read("status", { handoff_id }, handoff);
      return step === asked.parse(args).step ? null : `left the step ${step}`;
    }
    default: {
      const { status, attempts } = await read("status", { handoff_id }, handoff);
      const wanted = tool === "execute_handoff" ? ["active", "completed"] : ["completed"];
      if (!wanted.includes(status)) return `left the handoff ${status}`;
      return attempts?.length === 1 ? null : "left several attempts";
    }
  }
};

const asked = z.looseObject({
  key: z.string().optional(),
  value: z.unknown().optional(),
  workflow_id: z.string().optional(),
  step: z.string().optional(),
});
const memory = z.looseObject({
  entries: z.array(z.looseObject({ version: z.number(), value: z.unknown() })),
});
const checkpointList = z.looseObject({
  checkpoints: z.array(z.looseObject({ checkpoint_id: z.string() })),
});
const handoff = z.looseObject({
  status: z.string(),
  step: z.string().optional(),
  attempts: z.array(z.unknown()).optional(),
});
