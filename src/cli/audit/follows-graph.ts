import type { FollowsView } from "../../engine/mining/follows.ts";
import { plain } from "../run/plain.ts";
import { durationText } from "./duration-text.ts";

/** A directly-follows view as a Mermaid flowchart; the bottleneck is drawn with a thick border. */
export const followsGraph = ({ activities, follows, bottleneck }: FollowsView): string => {
  const ids = new Map<string, string>();
  const idOf = (name: string): string => {
    const known = ids.get(name) ?? `a${ids.size}`;
    ids.set(name, known);
    return known;
  };
  const nodes = activities.map(
    ({ activity, count, medianMs }) =>
      `  ${idOf(activity)}["${label(activity)}<br/>${count} x ${durationText(medianMs)}"]`,
  );
  const edges = follows.map(
    ({ from, to, count, medianMs }) =>
      `  ${idOf(from)} -->|"${count} x ${durationText(medianMs)}"| ${idOf(to)}`,
  );
  const ends = [...ids]
    .filter(([name]) => !activities.some(({ activity }) => activity === name))
    .map(([name, id]) => `  ${id}(["${label(name)}"])`);
  const mark = bottleneck === null ? [] : [`  style ${idOf(bottleneck)} stroke-width:4px`];
  return `${["flowchart TD", ...nodes, ...ends, ...edges, ...mark].join("\n")}\n`;
};

const label = (text: string): string =>
  plain(text).replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
