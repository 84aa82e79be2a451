import type { Store } from "../../src/core/port/store.ts";

/** A workflow with one of each timer that a plan can set, side by side; people of the roles support and boss. */
export const everyTimer = `workflow:
  name: every_timer
  sla: { warn: 6h, breach: 20h }
  stages:
    - name: side_by_side
      branches:
        - { name: ok, role: support, task: "Do it?", due: 4h, reminders: 1h, escalate_to: { role: boss }, sla: { warn: 2h, breach: 5h } }
        - { name: reply, signal: reply, timeout: 8h, on_timeout: continue }
        - name: outcome
          stages:
            - name: which
              first_of: [{ signal: confirmed, goto: loud }, { timer: 10h, goto: quiet }]
            - { name: loud, set: { how: "'loud'" } }
            - { name: quiet, set: { how: "'quiet'" } }
        - { name: pause, for: 12h }
  state_schema: { how: string }
`;

/** Each of them once: what is to be seen when the clock has passed over all of them at one go. */
export const eachOnce = {
  task_reminded: 1,
  task_reassigned: 1,
  "sla_warned ok": 1,
  "sla_breached ok": 1,
  "sla_warned workflow": 1,
  "sla_breached workflow": 1,
  reply: 1,
  which: 1,
  pause: 1,
};

/** A stage's name in the key of a node. */
export const stageOf = (node: string): string => node.split("/").at(-1) ?? node;

/** How often each of them has fired in a workflow. */
export const firedIn = async (
  store: Store,
  workflow: string,
): Promise<Readonly<Record<string, number>>> => {
  const counts: Record<string, number> = {};
  const events = await store.events(workflow, 0, 1000);
  for (const { data } of events) {
    const name = nameOf(data);
    if (name !== null) counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

const waits = new Set(["reply", "which", "pause"]);

type EventData = Awaited<ReturnType<Store["events"]>>[number]["data"];

const nameOf = (data: EventData): string | null => {
  switch (data.type) {
    case "node_settled":
      return waits.has(stageOf(data.node)) ? stageOf(data.node) : null;
    case "sla_warned":
    case "sla_breached":
      return `${data.type} ${data.node === null ? "workflow" : stageOf(data.node)}`;
    case "task_reminded":
    case "task_reassigned":
      return data.type;
    default:
      return null;
  }
};
