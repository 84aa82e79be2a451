import { learnedAgain, learningId } from "../../core/brain/learning.ts";
import { sessionAfter } from "../../core/brain/session.ts";
import type { BrainChange } from "../../core/project/brain-row.ts";
import { sha256 } from "../sha256.ts";
import type { Tables } from "./tables.ts";

/** Applies a change that adds to the brain's rows. */
export const applyBrain = (
  tables: Pick<Tables, "execution" | "learning" | "session">,
  change: BrainChange,
): void => {
  switch (change.type) {
    case "learned": {
      const id = learningId(change.text, sha256);
      tables.learning.set(id, learnedAgain(tables.learning.get(id), id, change));
      break;
    }
    case "learning_used": {
      const row = tables.learning.get(change.learning);
      if (row !== undefined) tables.learning.set(row.learning, { ...row, uses: row.uses + 1 });
      break;
    }
    case "contested": {
      const row = tables.execution.get(change.execution);
      if (row === undefined) break;
      tables.execution.set(row.execution, { ...row, contested: row.contested + change.values });
      break;
    }
    case "measured": {
      const row = tables.execution.get(change.execution);
      if (row !== undefined)
        tables.execution.set(row.execution, { ...row, tokensUsed: change.tokens });
      break;
    }
    case "session_active":
    case "session_closed":
      tables.session.set(change.session, sessionAfter(tables.session.get(change.session), change));
  }
};
