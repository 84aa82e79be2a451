import { z } from "zod";
import { stageName } from "./source-parts.ts";
import { stageSource } from "./source-schema.ts";

/** Changes of a plan as they are written: stages are those of the language. */
export const changesSource = z.strictObject({
  add: z
    .array(
      stageSource.extend({
        name: stageName,
        after: stageName.optional().describe("The stage it stands behind; without, it is the last"),
      }),
    )
    .max(1000)
    .optional(),
  remove: z.array(stageName).max(10_000).optional(),
  replace: z
    .array(stageSource.extend({ name: stageName }))
    .max(1000)
    .optional(),
});

/** See {@link changesSource}. */
export type ChangesSource = z.infer<typeof changesSource>;
