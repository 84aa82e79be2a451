import type { StoredEvent } from "../../core/event/stream-event.ts";
import type { Queries } from "../../core/port/query.ts";
import { everyWorkflow } from "../every-workflow.ts";
import { activityLog, type LogEntry } from "./activity-log.ts";

/** A workflow's trace. */
export interface Trace {
  readonly workflow: string;
  readonly title: string;
  readonly status: string;
  /** Name and version of its definition; null for one that grew from handoffs. */
  readonly definition: string | null;
  readonly entries: readonly LogEntry[];
}

const page = 500;

/** The traces of all workflows, newest change first; of one definition, or of one workflow, where that is asked for. */
export async function* readTraces(
  store: Queries,
  only: { readonly workflow?: string | undefined; readonly definition?: string | undefined },
): AsyncGenerator<Trace> {
  for await (const { workflow, title, status } of everyWorkflow(store, { open: false })) {
    if (only.workflow !== undefined && workflow !== only.workflow) continue;
    const { definition, entries } = await readTrace(store, workflow);
    if (only.definition !== undefined && definition?.split(" ")[0] !== only.definition) continue;
    yield { workflow, title, status, definition, entries };
  }
}

const readTrace = async (store: Queries, workflow: string) => {
  const entryOf = activityLog();
  const entries: LogEntry[] = [];
  let definition: string | null = null;
  let after = 0;
  for (;;) {
    const events: readonly StoredEvent[] = await store.events(workflow, after, page);
    for (const event of events) {
      const { data } = event;
      if (data.type === "flow_started") definition = `${data.plan.name} ${data.plan.version}`;
      const entry = entryOf(event);
      if (entry !== null) entries.push(entry);
    }
    after = events.at(-1)?.version ?? after;
    if (events.length < page) return { definition, entries };
  }
};
