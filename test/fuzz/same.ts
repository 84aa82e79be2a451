import { isDeepStrictEqual } from "node:util";
import type { ToolResult } from "../e2e/content.ts";

/** Whether two answers say the same; a second one may say that it repeats the first. */
export const same = (first: ToolResult, second: ToolResult): boolean =>
  (first.isError ?? false) === (second.isError ?? false) &&
  isDeepStrictEqual(facts(first), facts(second));

const facts = ({ structuredContent }: ToolResult) => ({ ...structuredContent, replayed: true });
