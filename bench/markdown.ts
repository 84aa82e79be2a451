import { crowd } from "./crowd.ts";
import { neededAMinute, type PlanFigures } from "./plans.ts";
import type { Report, Row } from "./report.ts";

/** The report as Markdown tables. */
export const markdown = (report: Report, events: number): string =>
  [
    "Baton beside the bare server:",
    "",
    table(report.beside, "Baton", "bare"),
    "",
    `Baton on a database of ${events.toLocaleString("en")} events beside an empty one:`,
    "",
    table(report.large, "large", "empty"),
    "",
    `Baton with ${crowd.toLocaleString("en")} agents beside Baton with the packaged ones:`,
    "",
    table(report.crowd, "many", "few"),
    "",
  ].join("\n");

/** What large plans and many workflows at once cost, as a list. */
export const plansMarkdown = ({ compile, chain, items, load }: PlanFigures): string => {
  const count = (value: number): string => Math.round(value).toLocaleString("en");
  const share = ((100 * neededAMinute) / load.aMinute).toFixed(0);
  const pair = ({ ms, inTen, ratio }: PlanFigures["chain"]): string =>
    `${digits(ms)} ms beside ${digits(inTen)} ms in a chain of 10: ${ratio.toFixed(2)}`;
  return [
    "Large plans and many workflows, in one process without the wire:",
    "",
    `- compiling ${count(compile.steps)} steps with when and task on each: ${digits(compile.ms)} ms of CPU`,
    `- claim and complete in a chain of ${count(chain.steps)}: ${pair(chain)}`,
    `- claim and complete among ${count(items.steps)} ready items: ${pair(items)}`,
    `- ${count(load.workflows)} workflows at once: ${count(load.aMinute)} handoffs a minute; ${count(neededAMinute)} use ${share} % of that`,
    "",
  ].join("\n");
};

const table = (rows: readonly Row[], subject: string, against: string): string =>
  [
    `| measure | ${subject} | ${against} | ratio | sittings | aim | |`,
    "|---|--:|--:|--:|--:|--:|---|",
    ...rows.map(lineOf),
  ].join("\n");

const lineOf = (row: Row): string => {
  const { measure, unit, subject, against, ratio, spread, aim } = row;
  const verdict = aim === null ? "" : ratio <= aim ? "ok" : "miss";
  const cells = [
    measure,
    `${digits(subject)} ${unit}`,
    `${digits(against)} ${unit}`,
    ratio.toFixed(2),
    spread.map((each) => each.toFixed(2)).join("–"),
    aim === null ? "" : aim.toFixed(2),
    verdict,
  ];
  return `| ${cells.join(" | ")} |`;
};

const digits = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
