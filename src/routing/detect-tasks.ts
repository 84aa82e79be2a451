import { headOf, isOrder } from "./clause.ts";
import type { GoalText, Token } from "./goal-text.ts";
import { type Signal, signalAt, signalFor } from "./route-signal.ts";
import { independenceWords, taskWords } from "./route-words.ts";

/** What says that there are several tasks; `tasks` are those given beside the goal. */
export const detectTasks = (goal: GoalText, tasks: readonly string[]): readonly Signal[] => {
  const signals: Signal[] = [];
  if (tasks.length >= 2) {
    signals.push(signalFor("task_list", "multi_task", `${tasks.length} tasks given`));
  }
  const [firstItem] = goal.items;
  if (firstItem !== undefined && goal.items.length >= 2) {
    signals.push(signalFor("listed", "multi_task", `${goal.items.length} items: ${firstItem}`));
  }
  const orders = goal.clauses.filter(isTask);
  const [first, second] = orders;
  const last = orders.at(-1);
  if (first?.[0] !== undefined && last !== undefined && second !== undefined) {
    const end = last.at(-1) ?? first[0];
    const name = orders.length > 2 ? "several_orders" : "two_orders";
    signals.push(signalAt(goal, name, "multi_task", first[0], end));
  }
  const things = goal.clauses.filter((clause) => startsThing(clause));
  const [thing] = things;
  if (thing?.[0] !== undefined && things.length >= 3 && orders.length < 2) {
    const end = things.at(-1)?.at(-1) ?? thing[0];
    signals.push(signalAt(goal, "several_things", "multi_task", thing[0], end));
  }
  const ids = goal.tokens.filter(({ word }) => /^(?:[a-z]{1,10}-\d+|#\d+)$/.test(word));
  const [id, other] = ids;
  if (id !== undefined && other !== undefined) {
    signals.push(signalAt(goal, "ticket_ids", "multi_task", id, ids.at(-1)));
  }
  const named = goal.tokens.find(({ word }) => taskWords.has(word));
  if (named !== undefined) signals.push(signalAt(goal, "task_words", "multi_task", named));
  const alone = goal.tokens.find(({ word }) => independenceWords.has(word));
  if (alone !== undefined) signals.push(signalAt(goal, "independence", "multi_task", alone));
  return signals;
};

/** "The broken image", "a redirect": things to be done that are not put as orders. */
const startsThing = (clause: readonly Token[]): boolean =>
  clause.length >= 3 &&
  ["the", "a", "an"].includes(clause.find(({ word }) => word !== "and")?.word ?? "");

/** "... and cover it with tests" belongs to the order before it. */
const isTask = (clause: readonly Token[]): boolean =>
  clause.length >= 2 &&
  isOrder(headOf(clause)?.word ?? "") &&
  !clause.some(({ word }) => ["it", "them"].includes(word)) &&
  !(clause.length <= 3 && clause.some(({ word }) => ["test", "tests", "docs"].includes(word)));
