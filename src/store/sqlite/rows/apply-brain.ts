import { learnedAgain, learningId } from "../../../core/brain/learning.ts";
import { sessionAfter } from "../../../core/brain/session.ts";
import type { BrainChange } from "../../../core/project/brain-row.ts";
import { sha256 } from "../../sha256.ts";
import type { Db } from "../db.ts";
import { putLearning, readLearning } from "../sql/learning.ts";
import { putSession, readSession } from "../sql/session.ts";
import { indexLearning } from "./index-brain.ts";
import { countContested, putMeasured } from "./put-execution.ts";

/** Prepares the changes that add to the brain's rows. */
export const applyBrain = (db: Db): ((change: BrainChange) => void) => {
  const learningOf = readLearning(db);
  const putLearned = putLearning(db);
  const index = indexLearning(db);
  const sessionOf = readSession(db);
  const putSeen = putSession(db);
  const contested = countContested(db);
  const measured = putMeasured(db);
  return (change) => {
    switch (change.type) {
      case "learned": {
        const learning = learningId(change.text, sha256);
        const known = learningOf(learning);
        const id = putLearned(learnedAgain(known, learning, change));
        if (known === undefined && id !== undefined) index(id, change.text);
        break;
      }
      case "learning_used": {
        const known = learningOf(change.learning);
        if (known !== undefined) putLearned({ ...known, uses: known.uses + 1 });
        break;
      }
      case "contested":
        contested(change.execution, change.values);
        break;
      case "measured":
        measured(change.execution, change.tokens);
        break;
      case "session_active":
      case "session_closed":
        putSeen(sessionAfter(sessionOf(change.session), change));
        break;
    }
  };
};
