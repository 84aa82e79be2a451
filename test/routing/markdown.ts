import { type GoalFigures, measureGoals } from "./measure-goals.ts";
import { measureRanking, type Recall } from "./measure-ranking.ts";

const two = (value: number): string => value.toFixed(2);
const row = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;

/** The tables of docs/routing.md. */
export const routingTables = (): readonly string[] => {
  const goals = measureGoals();
  return [
    goalTable(goals),
    routeTable(goals),
    ...goals.slice(0, 1).map(reliability),
    recallTable(measureRanking()),
  ];
};

const goalTable = (sets: readonly GoalFigures[]): string =>
  [
    row(["goals", "number", "right route", "right complexity", "ECE"]),
    "|---|--:|--:|--:|--:|",
    ...sets.map((set) =>
      row([set.set, set.goals, two(set.accuracy), two(set.complexity), two(set.ece)]),
    ),
  ].join("\n");

const routeTable = ([held]: readonly GoalFigures[]): string =>
  [
    row(["route of the label", "goals held out", "routed so"]),
    "|---|--:|--:|",
    ...(held?.byRoute ?? []).map(({ route, goals, right }) =>
      row([`\`${route}\``, goals, two(right)]),
    ),
  ].join("\n");

const reliability = ({ bins }: GoalFigures): string =>
  [
    row(["confidence", "goals held out", "mean confidence", "right"]),
    "|---|--:|--:|--:|",
    ...bins.map(({ from, goals, confidence, right }) =>
      row([`${from.toFixed(1)} to ${(from + 0.1).toFixed(1)}`, goals, two(confidence), two(right)]),
    ),
  ].join("\n");

const recallTable = (recalls: readonly Recall[]): string =>
  [
    row(["collection", "half", "requests", "ranked by", "top 1", "top 3", "top 5"]),
    "|---|---|--:|---|--:|--:|--:|",
    ...recalls.map(({ collection, half, requests, by, top }) =>
      row([collection, half, requests, by, ...top.map(two)]),
    ),
  ].join("\n");
