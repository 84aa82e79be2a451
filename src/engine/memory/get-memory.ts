import type { JsonObject } from "../../core/json.ts";
import type { MemoryHit } from "../../core/port/query.ts";
import { refuse } from "../../core/refusal.ts";
import { type Answer, answer } from "../answer.ts";
import { iso } from "../iso.ts";
import type { Caller, Ports } from "../ports.ts";
import { nextCursor, pageOf } from "../status/page.ts";
import { loadValue } from "../value.ts";
import { memoryOwner } from "./memory-owner.ts";
import type { MemoryScope } from "./memory-scopes.ts";

/** Arguments of get_memory. */
export interface GetMemoryInput {
  readonly key?: string | undefined;
  readonly prefix?: string | undefined;
  readonly query?: string | undefined;
  readonly scope?: MemoryScope | undefined;
  readonly workflow_id?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Reads memory by key, by prefix, or by full text; all of it when nothing narrows it. */
export const getMemory = async (
  ports: Ports,
  input: GetMemoryInput,
  caller: Caller,
): Promise<Answer> => {
  const given = [input.key, input.prefix, input.query].filter((each) => each !== undefined);
  if (given.length > 1) {
    return refuse(
      "invalid_input",
      "Give one of key, prefix and query, not several.",
      "key reads one value, prefix lists keys, query searches the text.",
    );
  }
  const owner = await memoryOwner(ports, input, caller);
  if ("code" in owner) return owner;
  const page = pageOf(input, 20);
  if ("code" in page) return page;
  const hits = await ports.store.memory({
    scope: owner.scope,
    owner: owner.id,
    ...(input.key === undefined ? {} : { key: input.key }),
    ...(input.prefix === undefined ? {} : { prefix: input.prefix }),
    ...(input.query === undefined ? {} : { text: input.query }),
    ...(input.tags === undefined ? {} : { tags: input.tags }),
    now: ports.clock.now(),
    limit: page.limit + 1,
    offset: page.offset,
  });
  return answer({
    entries: await Promise.all(hits.slice(0, page.limit).map((hit) => entryOf(ports, hit))),
    ...nextCursor(page, hits.length > page.limit),
  });
};

const entryOf = async (ports: Ports, { row, score }: MemoryHit): Promise<JsonObject> => ({
  key: row.key,
  value: await loadValue(ports, row.value),
  scope: row.scope,
  version: row.version,
  by: row.by,
  at: iso(row.at),
  tags: row.tags,
  ...(row.expiresAt === null ? {} : { expires_at: iso(row.expiresAt) }),
  ...(score === null ? {} : { score: Number(score.toPrecision(3)) }),
});
