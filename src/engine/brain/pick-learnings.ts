import { normalised } from "../../core/brain/learning.ts";
import type { LearningRow } from "../../core/project/brain-row.ts";
import type { Step } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { contentWords, wordBeginnings } from "../../routing/words.ts";
import { taskText } from "../brief/task-text.ts";
import type { Ports } from "../ports.ts";
import { learningLine } from "./learning-line.ts";

/** A brief carries at most this many learnings, */
export const learningsInBrief = 5;
/** in at most this many tokens together. */
export const learningsTokens = 300;
/** Fewer words in common with the task are chance. */
const leastShared = 2;

/** Ids of the few learnings that bear on a step's task, best first; those its brief shows anyway are left out. */
export const pickLearnings = async (
  ports: Ports,
  state: WorkflowState,
  step: Step,
): Promise<readonly string[]> => {
  const words = new Set(contentWords(taskText(step)));
  const hits = await ports.store.recall({
    text: wordBeginnings(taskText(step)).join(" "),
    kinds: ["learning"],
    limit: 4 * learningsInBrief,
    now: ports.clock.now(),
  });
  const shown = shownAnyway(state, step);
  const picked: string[] = [];
  let left = learningsTokens;
  for (const { kind, row } of hits) {
    if (kind !== "learning" || shown.has(normalised(row.text)) || !bearsOn(row, words)) continue;
    left -= ports.tokens(learningLine(ports, row));
    if (left < 0 || picked.length >= learningsInBrief) break;
    picked.push(row.learning);
  }
  return picked;
};

/** What the steps it needs have learned stands in the brief beside their results. */
const shownAnyway = (state: WorkflowState, step: Step): ReadonlySet<string> =>
  new Set(
    step.needs.flatMap((need) => state.steps.get(need)?.result?.learnings ?? []).map(normalised),
  );

const bearsOn = ({ text }: LearningRow, words: ReadonlySet<string>): boolean => {
  const own = new Set(contentWords(text));
  let shared = 0;
  for (const word of own) if (words.has(word)) shared++;
  return shared >= Math.max(1, Math.min(leastShared, own.size));
};
