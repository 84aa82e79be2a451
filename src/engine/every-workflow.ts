import type { Queries } from "../core/port/query.ts";
import type { WorkflowRow } from "../core/project/row.ts";

const page = 500;

/** All workflows one by one, newest change first. `open` leaves out the finished ones. */
export async function* everyWorkflow(
  store: Pick<Queries, "workflows">,
  { open }: { readonly open: boolean },
): AsyncGenerator<WorkflowRow> {
  let last: WorkflowRow | undefined;
  for (;;) {
    const rows: readonly WorkflowRow[] = await store.workflows({
      open,
      limit: page,
      offset: 0,
      ...(last === undefined ? {} : { after: last }),
    });
    yield* rows;
    last = rows.at(-1);
    if (rows.length < page) return;
  }
}
