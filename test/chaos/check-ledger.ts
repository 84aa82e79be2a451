import type { ToolCaller } from "../e2e/client.ts";
import type { Content } from "../e2e/content.ts";
import type { Ledger, Written } from "./ledger.ts";

/**
 * Holds a server that came after the kill to what the killed one had said, and returns what is wrong, a line each. An
 * acknowledged write is there, and is answered as before. One that was not acknowledged happened once or not at all:
 * asked for again, it succeeds, and has then happened once.
 */
export const checkLedger = async (
  through: ToolCaller,
  ledger: Ledger,
): Promise<readonly string[]> => {
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
const differs = ({ answer }: Written, now: Content): string | null => {
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
  through: ToolCaller,
  { tool, args }: Written,
  { handoff_id, workflow_id, checkpoint_id }: Content,
): Promise<string | null> => {
  switch (tool) {
    case "set_memory": {
      const { key, value, workflow_id: of } = asked(args);
      const { entries } = await through.call("get_memory", { key, workflow_id: of });
      const [entry] = entries;
      return entry?.version === 1 && JSON.stringify(entry.value) === JSON.stringify(value)
        ? null
        : `left ${JSON.stringify(entries).slice(0, 200)}`;
    }
    case "checkpoint": {
      const { checkpoints } = await through.call("status", { workflow_id, view: "checkpoints" });
      const found = checkpoints.filter((point) => point.checkpoint_id === checkpoint_id);
      return found.length === 1 ? null : "left no checkpoint";
    }
    case "create_handoff": {
      const { step } = await through.call("status", { handoff_id });
      return step === asked(args).step ? null : `left the step ${String(step)}`;
    }
    default: {
      const { status, attempts } = await through.call("status", { handoff_id });
      const wanted = tool === "execute_handoff" ? ["active", "completed"] : ["completed"];
      if (!wanted.includes(status)) return `left the handoff ${status}`;
      return Array.isArray(attempts) && attempts.length === 1 ? null : "left several attempts";
    }
  }
};

interface Asked {
  readonly key?: string;
  readonly value?: unknown;
  readonly workflow_id?: string;
  readonly step?: string;
}

const asked = (args: object): Asked => args;
