import type { StoredEvent } from "../../core/event/stream-event.ts";
import { lineTo } from "../../core/history.ts";
import type { CheckpointRow } from "../../core/project/row.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { findCheckpoint, findWorkflow } from "../find-by-id.ts";
import type { Ports } from "../ports.ts";

/** A point of a workflow's history: a checkpoint, or what stood after an event, as `WORKFLOW@VERSION`. */
export const findPoint = async (ports: Ports, id: string): Promise<CheckpointRow | Refusal> => {
  const [name = "", version, ...more] = id.split("@");
  if (version === undefined) return findCheckpoint(ports, id);
  if (more.length > 0 || !/^[1-9]\d{0,8}$/.test(version)) {
    return refuse(
      "invalid_input",
      `"${id}" names no event.`,
      "Give a workflow_id, @ and the number of one of its events, as baton replay shows them.",
    );
  }
  const workflow = await findWorkflow(ports, name);
  return "code" in workflow ? workflow : pointAt(ports, workflow.workflow, Number(version));
};

/** Whether a point is an event, and no checkpoint. */
const isEvent = ({ checkpoint }: CheckpointRow): boolean => checkpoint.includes("@");

/** `to checkpoint NAME` */
export const returnText = (point: CheckpointRow): string =>
  isEvent(point) ? `to ${point.name}` : `to checkpoint ${point.name}`;

const pointAt = async (
  ports: Ports,
  workflow: string,
  version: number,
): Promise<CheckpointRow | Refusal> => {
  const events = await allEvents(ports, workflow);
  const event = events[version - 1];
  if (event === undefined) {
    return refuse(
      "not_found",
      `${workflow} has ${events.length} events.`,
      `baton replay ${workflow} shows them.`,
    );
  }
  const onLine = lineOf(events);
  if (!onLine(version)) {
    return refuse(
      "not_found",
      `Event ${version} of ${workflow} is not part of its history any more: it was rewound away.`,
      `baton replay ${workflow} shows what is.`,
    );
  }
  if (!endsMoment(events, version)) return withinMoment(workflow, events, version, onLine);
  const checkpoint = `${workflow}@${version}`;
  return {
    table: "checkpoint",
    checkpoint,
    workflow,
    version,
    name: `event ${version}`,
    at: event.at,
  };
};

/**
 * Whether a command's events surely end here. They are written together, by one actor at one time, and what stands between
 * two of them never was: a step may be done there, and what it lets begin is not.
 */
const endsMoment = (events: readonly StoredEvent[], version: number): boolean => {
  const [event, next] = [events[version - 1], events[version]];
  if (event === undefined || next === undefined) return event !== undefined;
  return event.at !== next.at || JSON.stringify(event.actor) !== JSON.stringify(next.actor);
};

const withinMoment = (
  workflow: string,
  events: readonly StoredEvent[],
  version: number,
  onLine: (version: number) => boolean,
): Refusal => {
  let before = version - 1;
  while (before > 0 && !endsMoment(events, before)) before--;
  let after = version + 1;
  while (!endsMoment(events, after)) after++;
  const others = [before, after]
    .filter((each) => each > 0 && onLine(each))
    .map((each) => `${workflow}@${each}`);
  return refuse(
    "conflict",
    `Events ${before + 1} to ${after} of ${workflow} happened in one moment: there is nothing to return to between them.`,
    `Use ${others.join(" or ")}.`,
    { points: others },
  );
};

const lineOf = (events: readonly StoredEvent[]): ((version: number) => boolean) =>
  lineTo(
    events.flatMap(({ version, data }) =>
      data.type === "rewound" ? [{ version, toVersion: data.toVersion }] : [],
    ),
    events.length,
  );

const allEvents = async (ports: Ports, workflow: string): Promise<readonly StoredEvent[]> => {
  const events: StoredEvent[] = [];
  for (;;) {
    const page = await ports.store.events(workflow, events.length, 1000);
    events.push(...page);
    if (page.length < 1000) return events;
  }
};
