import { type Row, reached, type Table } from "./table.ts";

/** A table as it stands in docs/performance.md. */
export const markdown = (table: Table): string => {
  const [head, ...lines] = cellsOf(table).map((cells) => `| ${cells.join(" | ")} |`);
  return `### ${table.title}\n\n${[head, "|---|--:|--:|--:|--:|--:|---|", ...lines].join("\n")}\n`;
};

/** A table for the eye. */
export const plain = (table: Table): string => {
  const lines = cellsOf(table);
  const widths = (lines[0] ?? []).map((_, at) =>
    Math.max(...lines.map((cells) => cells[at]?.length ?? 0)),
  );
  const padded = lines.map((cells) =>
    cells
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
  return `${table.title}\n\n${padded.map((line) => `  ${line}`).join("\n")}\n`;
};

const cellsOf = ({ subject, against, rows }: Table): readonly (readonly string[])[] => [
  ["measure", subject, against, "ratio", "spread", "aim", ""],
  ...rows.map(cellsOfRow),
];

const cellsOfRow = (row: Row): readonly string[] => {
  const { measure, unit, subject, against, ratio, spread, aim } = row;
  const shown = (value: number | null): string =>
    value === null ? "" : `${digits(value)} ${unit}`.trimEnd();
  const met = reached(row);
  return [
    measure,
    shown(subject),
    shown(against),
    ratio === null ? "" : ratio.toFixed(2),
    spread === null ? "" : spread.map(ratio === null ? digits : twoPlaces).join("–"),
    aim === null
      ? ""
      : `${aim.bound === "most" ? "≤" : "≥"} ${aim.of === "ratio" ? twoPlaces(aim.value) : shown(aim.value)}`,
    met === null ? "" : met ? "ok" : "miss",
  ];
};

const twoPlaces = (value: number): string => value.toFixed(2);

const digits = (value: number): string =>
  value >= 1000
    ? Math.round(value).toLocaleString("en")
    : value.toFixed(Number.isInteger(value) || value >= 100 ? 0 : value < 10 ? 2 : 1);
