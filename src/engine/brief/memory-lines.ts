import { oneLine } from "../../core/one-line.ts";
import type { MemoryRow } from "../../core/project/row.ts";
import type { Step } from "../../core/state/step.ts";
import { contentWords } from "../../routing/words.ts";
import type { Ports } from "../ports.ts";
import { loadValue } from "../value.ts";
import { cut } from "./section.ts";
import { taskText } from "./task-text.ts";

/** Most memory rows looked at, newest first. */
const looked = 100;

/** Shared memory that bears on the task: all that fits of the workflow's, and what matches of the project's. */
export const memoryLines = async (
  ports: Ports,
  workflow: string,
  step: Step,
): Promise<readonly string[]> => {
  const now = ports.clock.now();
  const newest = { now, limit: looked };
  const [own, project] = await Promise.all([
    ports.store.recentMemory({ scope: "workflow", owner: workflow, ...newest }),
    ports.store.recentMemory({ scope: "project", owner: "project", ...newest }),
  ]);
  if (own.length + project.length === 0) return [];
  const wanted = new Set(contentWords(taskText(step)));
  const ranked = [
    ...own.map((row) => ({ row, score: overlap(row, wanted) + 0.5 })),
    ...project.map((row) => ({ row, score: overlap(row, wanted) })),
  ].filter(({ score }) => score > 0);
  ranked.sort((a, b) => b.score - a.score || b.row.at - a.row.at);
  return Promise.all(ranked.slice(0, 12).map(({ row }) => memoryLine(ports, row)));
};

const memoryLine = async (ports: Ports, row: MemoryRow): Promise<string> => {
  const value = await loadValue(ports, row.value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const where = row.scope === "workflow" ? "" : `${row.scope}/`;
  const more = `get_memory key ${oneLine(row.key)} has all`;
  return `- ${where}${oneLine(row.key)} (by ${oneLine(row.by)}): ${cut(oneLine(text), 60, ports.tokens, more)}`;
};

/** The share of the row's words that the task also uses. */
const overlap = (row: MemoryRow, wanted: ReadonlySet<string>): number => {
  const text = row.value.kind === "inline" ? JSON.stringify(row.value.value) : "";
  const words = wordsOf(`${row.key} ${row.tags.join(" ")} ${text.slice(0, 2000)}`);
  if (words.size === 0) return 0;
  let shared = 0;
  for (const word of words) if (wanted.has(word)) shared++;
  return shared / Math.sqrt(words.size);
};

/** Each brief looks at much the same memory as the one before it. */
const wordsOf = (text: string): ReadonlySet<string> => {
  const found = known.get(text) ?? new Set(contentWords(text));
  if (known.size >= 2 * looked) known.clear();
  known.set(text, found);
  return found;
};
const known = new Map<string, ReadonlySet<string>>();
