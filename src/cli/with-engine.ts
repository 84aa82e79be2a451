import type { Refusal } from "../core/refusal.ts";
import type { Engine } from "../engine/engine.ts";
import type { Caller } from "../engine/ports.ts";
import type { Baton } from "../server/baton.ts";
import { refusalOf } from "../server/call-tool.ts";
import { createBaton } from "../server/create-baton.ts";
import { renderRefusal } from "../tools/render-text.ts";
import type { Io } from "./io.ts";
import { surroundingsOf } from "./options.ts";

/** Runs a command on the project's engine and closes it; what goes wrong is printed with its fix. */
export const withEngine = async (
  io: Io,
  db: string | undefined,
  run: (engine: Engine, baton: Baton) => Promise<number>,
): Promise<number> => {
  const baton = createBaton({ ...surroundingsOf(io, db), stays: false });
  try {
    return await run(await baton.engine(), baton);
  } catch (error) {
    return printRefusal(io, refusalOf(error, "the command"));
  } finally {
    await baton.close();
  }
};

/** The person at the terminal, as the one who calls. */
export const humanCaller = ({ human }: Baton): Caller => ({
  actor: { kind: "human", name: human },
  human,
  session: null,
  holder: null,
  command: null,
});

/** Prints a refusal for a person; returns the exit code. */
export const printRefusal = (io: Io, refusal: Refusal): number => {
  io.stderr(`baton: ${renderRefusal(refusal)}\n`);
  return 1;
};
