import type { JsonObject } from "../../core/json.ts";
import { type Answer, answer } from "../answer.ts";
import { parentsAmong } from "../family.ts";
import { workflowState } from "../find-by-id.ts";
import { iso } from "../iso.ts";
import type { Ports } from "../ports.ts";
import { signalEntry } from "../signal/list-signals.ts";
import { nextCursor, type PageInput, pageOf } from "./page.ts";
import { summaryView } from "./summary-view.ts";

/** The project's unfinished workflows and where they stand; the only one in full. */
export const projectView = async (ports: Ports, input: PageInput): Promise<Answer> => {
  const page = pageOf(input, 10);
  if ("code" in page) return page;
  const rows = await ports.store.workflows({
    open: true,
    limit: page.limit + 1,
    offset: page.offset,
  });
  const unmatched = await unmatchedSignals(ports);
  const parents = await parentsAmong(ports, rows);
  const [only, ...others] = rows.filter(({ workflow }) => !parents.has(workflow));
  const whole = page.offset === 0 && rows.length <= page.limit;
  if (only !== undefined && others.length === 0 && whole) {
    const state = await workflowState(ports, only.workflow);
    return answer({ ...(await summaryView(ports, state, false)), ...unmatched });
  }
  const ended = await ports.store.workflows({ open: false, limit: 1, offset: 0 });
  const workflows = rows.slice(0, page.limit).map((row) => ({
    workflow_id: row.workflow,
    title: row.title,
    status: row.status,
    ...(parents.has(row.workflow) ? { parent: parents.get(row.workflow) ?? "" } : {}),
    ...(row.reason === "" ? {} : { reason: row.reason }),
    progress: { completed: row.done, total: row.total },
    updated_at: iso(row.updatedAt),
  }));
  const [latest] = ended;
  return answer({
    workflows,
    ...nextCursor(page, rows.length > page.limit),
    ...unmatched,
    ...(rows.length === 0 && latest !== undefined
      ? { latest: { workflow_id: latest.workflow, title: latest.title, status: latest.status } }
      : {}),
    next:
      rows.length === 0
        ? "Nothing is unfinished. Create work with create_handoff."
        : "Call status or resume with one of these workflow_ids.",
  });
};

/** Signals shown beside the workflows; `baton signals` lists them all. */
const shown = 5;

const unmatchedSignals = async (ports: Ports): Promise<JsonObject> => {
  const rows = await ports.store.signals({ limit: shown, offset: 0 });
  return rows.length === 0 ? {} : { unmatched_signals: rows.map((row) => signalEntry(ports, row)) };
};
