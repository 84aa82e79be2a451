import { test } from "vitest";
import { tryAnything } from "./property.ts";

test("after anything anybody does, in any order, a final state is in reach and what always holds holds", async () => {
  await tryAnything({ runs: 80, commands: 40 });
}, 60_000);
