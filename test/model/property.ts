import fc from "fast-check";
import { checkStore } from "../sim/check-world.ts";
import { anyCommands } from "./commands.ts";
import { finish } from "./finish.ts";
import { checkChanged } from "./hold.ts";
import { newModel } from "./model.ts";
import { newReal } from "./real.ts";

/** How much is tried. */
export interface Trial {
  readonly runs: number;
  readonly commands: number;
  readonly seed?: number | undefined;
}

/** After anything in any order a final state is in reach, and what always holds holds; throws the smallest sequence that says otherwise. */
export const tryAnything = ({ runs, commands, seed }: Trial): Promise<void> =>
  fc.assert(
    fc.asyncProperty(anyCommands(commands), async (sequence) => {
      const model = newModel();
      const real = newReal();
      await fc.asyncModelRun(() => ({ model, real }), sequence);
      await finish(real);
      await checkChanged(model, real);
      const faults = await checkStore(real.store, model.takeOvers);
      if (faults.length > 0) throw new Error(`broken: ${faults.join("\n")}`);
    }),
    {
      numRuns: runs,
      ...(seed === undefined ? {} : { seed }),
    },
  );
