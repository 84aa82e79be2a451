import { type Routing, routeGoal } from "../../src/routing/route-goal.ts";
import { type Route, routes } from "../../src/routing/route-signal.ts";
import { isHeldOut, labelledIn } from "./collections.ts";

/** Goals whose confidence lies between two tenths, and how many of them were routed right. */
export interface Bin {
  readonly from: number;
  readonly goals: number;
  readonly confidence: number;
  readonly right: number;
}

/** How well a set of goals was routed. */
export interface GoalFigures {
  readonly set: string;
  readonly goals: number;
  readonly accuracy: number;
  readonly complexity: number;
  /** Expected calibration error: how far confidence and share of right routes lie apart, by tenths. */
  readonly ece: number;
  readonly bins: readonly Bin[];
  /** How often a route was right, and how many goals are labelled with it. */
  readonly byRoute: readonly {
    readonly route: Route;
    readonly goals: number;
    readonly right: number;
  }[];
}

interface Judged {
  readonly labels: readonly string[];
  readonly routing: Routing;
}

const share = (judged: readonly Judged[], right: (each: Judged) => boolean): number =>
  judged.length === 0 ? 0 : judged.filter(right).length / judged.length;

const rightRoute = ({ labels, routing }: Judged): boolean => labels[0] === routing.route;

const binsOf = (judged: readonly Judged[]): readonly Bin[] =>
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((tenth) => {
    const within = judged.filter(
      ({ routing }) => Math.min(9, Math.floor(routing.confidence * 10)) === tenth,
    );
    if (within.length === 0) return [];
    const sum = within.reduce((total, { routing }) => total + routing.confidence, 0);
    return {
      from: tenth / 10,
      goals: within.length,
      confidence: sum / within.length,
      right: share(within, rightRoute),
    };
  });

const figuresOf = (set: string, judged: readonly Judged[]): GoalFigures => {
  const bins = binsOf(judged);
  return {
    set,
    goals: judged.length,
    accuracy: share(judged, rightRoute),
    complexity: share(judged, ({ labels, routing }) => labels[1] === routing.complexity),
    ece:
      bins.reduce((sum, bin) => sum + bin.goals * Math.abs(bin.confidence - bin.right), 0) /
      judged.length,
    bins,
    byRoute: routes.map((route) => {
      const labelled = judged.filter(({ labels }) => labels[0] === route);
      return { route, goals: labelled.length, right: share(labelled, rightRoute) };
    }),
  };
};

/** The held-out half, and all that was tuned on. */
export const measureGoals = (): readonly GoalFigures[] => {
  const judge = (held: boolean, file: string): readonly Judged[] =>
    labelledIn(file)
      .filter(({ text }) => file !== "goals.tsv" || isHeldOut(text) === held)
      .map(({ text, labels }) => ({ labels, routing: routeGoal({ text, tasks: [], plan: null }) }));
  return [
    figuresOf("held out", judge(true, "goals.tsv")),
    figuresOf("tuning", [...judge(false, "goals.tsv"), ...judge(false, "goals-tuning.tsv")]),
  ];
};
