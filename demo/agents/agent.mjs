import { text } from "node:stream/consumers";

/**
 * The frame of every agent here: reads `{brief, refused}` as JSON from stdin, does its work in the current folder and
 * prints the arguments for complete_handoff (all but the ids) as JSON. `refused` is the text of the refusal when the
 * last completion was not accepted, else null. What it throws is reported as a failed attempt, as an agent would.
 */
export const runAgent = async (work) => {
  const { brief, refused = null } = JSON.parse(await text(process.stdin));
  const completion = await work({ brief, refused }).catch((error) => ({
    status: "failed",
    summary: `Stopped: ${error.message}`,
    error: { category: "code_error", message: `${error.name}: ${error.message}` },
  }));
  process.stdout.write(`${JSON.stringify(completion)}\n`);
};
