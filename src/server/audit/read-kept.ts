import type { KeptEvent, Maintenance } from "../../core/port/store.ts";

const page = 1000;

/** All events of a database, in the order of their commits. */
export async function* readKept(store: Pick<Maintenance, "kept">): AsyncGenerator<KeptEvent> {
  for (let after = 0; ; ) {
    const some = await store.kept(after, page);
    yield* some;
    after = some.at(-1)?.position ?? after;
    if (some.length < page) return;
  }
}
