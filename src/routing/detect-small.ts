import { headOf, isOrder, standsAlone } from "./clause.ts";
import type { GoalText, Token } from "./goal-text.ts";
import { type Signal, signalAt } from "./route-signal.ts";
import {
  featureVerbs,
  looks,
  modalWords,
  modestWords,
  repairVerbs,
  reportingVerbs,
  restructureVerbs,
  smallEditVerbs,
  smallObjects,
  statementVerbs,
  symptomNouns,
  symptoms,
} from "./route-words.ts";

/** What says that something is to be repaired, or changed in one place. */
export const detectSmall = (goal: GoalText): readonly Signal[] => {
  const heads = goal.clauses.flatMap((clause) => headOf(clause) ?? []);
  const head = heads[0];
  const signals: Signal[] = [];
  const add = (name: Signal["signal"], token: Token | undefined): void => {
    if (token !== undefined) signals.push(signalAt(goal, name, "build_only", token));
  };
  const repair = heads.find(({ word }) => repairVerbs.has(word)) ?? repairAnywhere(goal);
  add("repair", repair);
  // "Add error handling" makes something; the symptom is its subject, not what happened.
  const makes = head !== undefined && makesSomething(head.word);
  if (!makes)
    add(
      "symptom",
      goal.tokens.find((token) => isSymptom(goal, token)),
    );
  if (!makes && goal.items.length < 2) add("statement", statementOf(goal));
  const short = goal.tokens.length <= 14 && goal.items.length < 2;
  const edits = head !== undefined && smallEditVerbs.has(head.word);
  if (goal.tokens.length <= 10 && edits && !featureVerbs.has(head.word)) add("small_edit", head);
  if (short && (edits || repair !== undefined || !makes)) {
    add(
      "small_object",
      goal.tokens.find((token) => isSmallObject(goal, token)),
    );
  }
  add(
    "one_place",
    goal.tokens.find(({ word }) => namesPlace(word)),
  );
  if (goal.tokens.length <= 25) {
    add(
      "modest",
      goal.tokens.find(({ word }) => modestWords.has(word)),
    );
  }
  return signals;
};

/** The verb of a goal that only tells how things are. */
const statementOf = (goal: GoalText): Token | undefined => {
  const first = headOf(goal.clauses[0] ?? []);
  if (first !== undefined && isOrder(first.word)) return undefined;
  if (goal.tokens[0]?.word === "can" || goal.tokens.some((each) => isWish(goal, each)))
    return undefined;
  const verb = goal.tokens.findIndex(({ word }) => statementVerbs.has(word.replace("’", "'")));
  const introduced = goal.tokens
    .slice(0, Math.max(0, verb))
    .some(({ word, at }) => linking.has(word) && !reports(goal.tokens[at - 1]));
  return introduced ? undefined : goal.tokens[verb];
};

/** "Should not happen" is no wish for something new. */
const isWish = (goal: GoalText, token: Token): boolean =>
  modalWords.has(token.word) && goal.tokens[token.at + 1]?.word !== "not";

/** "Users report that the total is off" tells how the total is. */
const reports = (previous: Token | undefined): boolean =>
  previous !== undefined && reportingVerbs.has(previous.word);

/** What follows these tells of something else than the goal's subject. */
const linking: ReadonlySet<string> = new Set([
  "when",
  "which",
  "that",
  "if",
  "where",
  "until",
  "who",
]);

/** A repair that is asked for at the end: "find out why and correct it". */
const repairAnywhere = (goal: GoalText): Token | undefined =>
  goal.tokens.find(
    ({ word }, at) =>
      ["fix", "fixed", "repair", "repaired", "correct", "patch"].includes(word) &&
      !["the", "a", "this", "that"].includes(goal.tokens[at - 1]?.word ?? ""),
  );

const makesSomething = (word: string): boolean =>
  (featureVerbs.has(word) && word !== "make" && word !== "set") || restructureVerbs.has(word);

const isSymptom = (goal: GoalText, token: Token): boolean => {
  if (symptoms.has(token.word)) return true;
  if (symptomNouns.has(token.word)) return standsAlone(goal, token);
  const next = goal.tokens[token.at + 1]?.word ?? "";
  return (
    /^(?:not|doesn['’]t|don['’]t|isn['’]t|cannot|can['’]t|no|stopped)$/.test(token.word) &&
    /^(?:work|working|works|start|starting|load|loading|shown|show|results|appear|open|updating|possible|update)$/.test(
      next,
    )
  );
};

const isSmallObject = (goal: GoalText, token: Token): boolean =>
  /^\d+(?:\.\d+)+$/.test(token.word) ||
  (looks.has(token.word) && standsAlone(goal, token)) ||
  (smallObjects.has(token.word) &&
    (symptomNouns.has(token.word) ? standsAlone(goal, token) : true));

/** A file, a call, a constant or a route: work that is named to the place is seldom large. */
const namesPlace = (word: string): boolean =>
  /\.(?:[cm]?[jt]sx?|py|go|rs|java|kt|rb|php|cs|md|ya?ml|json|toml|gradle|css|html|sql)$/.test(
    word,
  ) || word === "line";
