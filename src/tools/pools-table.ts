import { z } from "zod";
import type { JsonObject } from "../core/json.ts";

const line = z.looseObject({ used: z.number(), soft: z.number(), status: z.string() });
const shape = z.looseObject({
  pools: z.array(line.extend({ pool: z.string() })),
  total: line.extend({ percent: z.number() }),
});

/** The pools of a result as a table of text, or null where there are none. */
export const poolsTable = (content: JsonObject): string | null => {
  const parsed = shape.safeParse(content);
  if (!parsed.success) return null;
  const { pools, total } = parsed.data;
  const rule = "─".repeat(41);
  return [
    row("Pool", "Used", "Soft", "Status"),
    rule,
    ...pools.map((each) => row(each.pool, each.used, each.soft, each.status.toUpperCase())),
    rule,
    row("TOTAL", total.used, total.soft, `${total.status.toUpperCase()} (${total.percent}%)`),
  ].join("\n");
};

const row = (pool: string, used: string | number, soft: string | number, status: string): string =>
  `${pool.padEnd(12)}${String(used).padStart(8)}${String(soft).padStart(9)}   ${status}`;
