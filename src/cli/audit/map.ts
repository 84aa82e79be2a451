import { findWorkflow } from "../../engine/find-by-id.ts";
import { type FollowsView, followsView } from "../../engine/mining/follows.ts";
import { readTraces } from "../../engine/mining/read-log.ts";
import { type Io, usageError } from "../io.ts";
import { dbOption, misuse, readOptions } from "../options.ts";
import { plain } from "../run/plain.ts";
import { printRefusal, withEngine } from "../with-engine.ts";
import { durationText } from "./duration-text.ts";
import { followsGraph } from "./follows-graph.ts";
import { auditUsage } from "./usage.ts";

/** `baton audit map`: what really followed what, how long it took, and where the time went. */
export const mapCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, auditUsage, {
    ...dbOption,
    definition: { type: "string" },
    mermaid: { type: "boolean" },
    json: { type: "boolean" },
  });
  if (read === null) return usageError;
  const { db, definition, mermaid = false, json = false } = read.values;
  const [wanted, ...more] = read.positionals;
  if (more.length > 0) return misuse(io, "map takes one workflow.", auditUsage);
  if (mermaid && json) return misuse(io, "choose --mermaid or --json.", auditUsage);
  return withEngine(io, db, async ({ ports }) => {
    const row = wanted === undefined ? null : await findWorkflow(ports, wanted);
    if (row !== null && "code" in row) return printRefusal(io, row);
    const counted = followsView();
    const only = { workflow: row?.workflow, definition };
    for await (const { entries } of readTraces(ports.store, only)) counted.add(entries);
    const view = counted.result();
    if (json) io.stdout(`${JSON.stringify(view, null, 2)}\n`);
    else io.stdout(mermaid ? followsGraph(view) : text(view));
    return 0;
  });
};

const text = ({ traces, activities, follows, bottleneck }: FollowsView): string => {
  if (activities.length === 0) return "Nothing was done yet.\n";
  const lines = [
    `${traces} workflows; most time went into ${plain(bottleneck ?? "")}`,
    "",
    "activity: attempts (failed), median, 95 %, at work, waiting for a start",
    ...activities.map(
      ({ activity, count, failures, medianMs, p95Ms, workedMs, waitedMs }) =>
        `  ${plain(activity)}: ${count} (${failures}), ${durationText(medianMs)}, ${durationText(p95Ms)}, ${durationText(workedMs)}, ${durationText(waitedMs)}`,
    ),
    "",
    "what was completed next: times, median from end to end",
    ...follows.map(
      ({ from, to, count, medianMs }) =>
        `  ${plain(from)} -> ${plain(to)}: ${count}, ${durationText(medianMs)}`,
    ),
  ];
  return `${lines.join("\n")}\n`;
};
