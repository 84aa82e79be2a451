import type { RequestId } from "@modelcontextprotocol/server";
import { usableId } from "./request-id.ts";

/**
 * Finds the id of a request from the two ends of its line, for lines that are not parsed as a whole
 * (too long, too deep). A client waits for its id, and clients write it first or last. Null when the
 * line is no request or its id is not at an end; guessing could answer another request.
 */
export const peekId = (head: string, tail: string): RequestId | null => {
  const members = new Map([...leadingMembers(head), ...trailingMembers(tail)]);
  return members.has("method") ? usableId(members.get("id")) : null;
};

const scalar = String.raw`"(?:[^"\\]|\\.)*"|-?\d+`;
const first = new RegExp(String.raw`^\s*"(jsonrpc|id|method)"\s*:\s*(${scalar})\s*,`);
const last = new RegExp(String.raw`,\s*"(jsonrpc|id|method)"\s*:\s*(${scalar})\s*$`);

/** Only members before the first nested value, so that they belong to the message itself. */
const leadingMembers = (text: string): [string, unknown][] => {
  const open = /^\s*\{/.exec(text);
  return open === null
    ? []
    : members(text.slice(open[0].length), first, (rest, n) => rest.slice(n));
};

/** The same from the end: the last brace closes the message. */
const trailingMembers = (text: string): [string, unknown][] => {
  const close = /\}\s*$/.exec(text);
  return close === null
    ? []
    : members(text.slice(0, close.index), last, (rest, n) => rest.slice(0, -n));
};

const members = (
  text: string,
  pattern: RegExp,
  cut: (rest: string, length: number) => string,
): [string, unknown][] => {
  const found: [string, unknown][] = [];
  for (let rest = text; ; ) {
    const [all, name, value] = pattern.exec(rest) ?? [];
    if (all === undefined || name === undefined || value === undefined) return found;
    const parsed = parseScalar(value);
    if (parsed === undefined) return found;
    found.push([name, parsed]);
    rest = cut(rest, all.length);
  }
};

const parseScalar = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
