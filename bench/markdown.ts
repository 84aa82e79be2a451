import type { Report, Row } from "./report.ts";

/** The report as two Markdown tables. */
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
  ].join("\n");

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
