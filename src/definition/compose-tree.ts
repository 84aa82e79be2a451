import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE } from "js-yaml";
import type { SourceEntry, SourceNode } from "./source-tree.ts";

/** Thrown for YAML that is well-formed but cannot be a definition. */
export class Unusable extends Error {
  readonly fix: string;
  readonly offset: number;

  constructor(what: string, fix: string, offset: number) {
    super(what);
    this.name = "Unusable";
    this.fix = fix;
    this.offset = offset;
  }
}

/** Deepest nesting. */
export const depthLimit = 64;
/** Most aliases in a text. */
const aliasLimit = 50;
/** Most nodes once aliases are spelled out. */
const nodeLimit = 500_000;

/** Builds the tree of a text from its parser's events. Throws {@link Unusable}. */
export const composeTree = (text: string, events: readonly Event[]): SourceNode => {
  const anchors = new Map<string, { node: SourceNode; size: number }>();
  let at = 1;
  let aliases = 0;
  let nodes = 0;

  const next = (): SourceNode => {
    const event = events[at++];
    if (event === undefined) throw new Unusable("it ends too early", "Complete it.", text.length);
    if (event.type === EVENT_ID.ALIAS) return follow(event.anchorStart, event.anchorEnd);
    if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP)
      throw new Unusable("it is empty", "Begin with `workflow:`.", 0);
    const before = nodes;
    count(1, positionOf(event));
    refuseTag(event);
    const node = compose(event);
    if (event.anchorStart >= 0) {
      // An anchor is known only once its node is whole, so that nothing can contain itself.
      anchors.set(text.slice(event.anchorStart, event.anchorEnd), { node, size: nodes - before });
    }
    return node;
  };

  const compose = (event: Exclude<Event, { type: 1 | 5 | 6 }>): SourceNode => {
    if (event.type === EVENT_ID.SCALAR) {
      const raw = event.valueStart < 0 ? "" : getScalarValue(text, event);
      const plain = event.style === SCALAR_STYLE.PLAIN;
      return { kind: "scalar", value: plain ? resolve(raw) : raw, raw, offset: positionOf(event) };
    }
    if (event.type === EVENT_ID.SEQUENCE) {
      const items: SourceNode[] = [];
      while (events[at]?.type !== EVENT_ID.POP) items.push(next());
      at++;
      return { kind: "list", items, offset: event.start };
    }
    const entries = new Map<string, SourceEntry>();
    while (events[at]?.type !== EVENT_ID.POP) {
      const key = next();
      const name = keyOf(key);
      if (entries.has(name))
        throw new Unusable(
          `the key ${name.slice(0, 60)} stands twice`,
          "Keep one of them.",
          key.offset,
        );
      entries.set(name, { keyOffset: key.offset, node: next() });
    }
    at++;
    return { kind: "map", entries, offset: event.start };
  };

  const follow = (from: number, to: number): SourceNode => {
    const known = anchors.get(text.slice(from, to));
    if (known === undefined)
      throw new Unusable("an alias stands for nothing before it", "Write the value itself.", from);
    if (++aliases > aliasLimit)
      throw new Unusable(
        `it has more than ${aliasLimit} aliases`,
        "Write the values themselves.",
        from,
      );
    count(known.size, from);
    return known.node;
  };

  const count = (more: number, offset: number): void => {
    nodes += more;
    if (nodes > nodeLimit)
      throw new Unusable("it is too large once its aliases are spelled out", "Use fewer.", offset);
  };

  const root = next();
  refuseDepth(root);
  return root;
};

/** Aliases can stack trees deeper than the parser's limit; what comes after walks them by recursion. */
const refuseDepth = (root: SourceNode): void => {
  const stack: { node: SourceNode; depth: number }[] = [{ node: root, depth: 1 }];
  for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
    const { node, depth } = item;
    if (depth > 2 * depthLimit)
      throw new Unusable("its aliases nest too deep", "Write the values themselves.", node.offset);
    if (node.kind === "list")
      for (const inner of node.items) stack.push({ node: inner, depth: depth + 1 });
    if (node.kind === "map")
      for (const { node: inner } of node.entries.values())
        stack.push({ node: inner, depth: depth + 1 });
  }
};

const keyOf = (key: SourceNode): string => {
  if (key.kind !== "scalar")
    throw new Unusable("a key is a list or a mapping", "Use a text as key.", key.offset);
  if (key.raw === "__proto__")
    throw new Unusable("the key __proto__ is not allowed", "Rename it.", key.offset);
  if (key.raw === "<<")
    throw new Unusable("merge keys (<<) are not allowed", "Write the keys themselves.", key.offset);
  return key.raw;
};

const refuseTag = (event: Exclude<Event, { type: 1 | 5 | 6 }>): void => {
  if (event.tagStart >= 0)
    throw new Unusable("tags (!) are not allowed", "Write the plain value.", event.tagStart);
};

const positionOf = (event: Exclude<Event, { type: 1 | 5 | 6 }>): number =>
  event.type === EVENT_ID.SCALAR
    ? event.valueStart - (event.style === SCALAR_STYLE.PLAIN || event.valueStart < 0 ? 0 : 1)
    : event.start;

/** The value of a plain scalar under the core schema of YAML 1.2. */
const resolve = (raw: string): string | number | boolean | null => {
  if (raw === "" || /^(~|null|Null|NULL)$/.test(raw)) return null;
  if (/^(true|True|TRUE)$/.test(raw)) return true;
  if (/^(false|False|FALSE)$/.test(raw)) return false;
  if (raw.length <= 40 && /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(raw)) {
    const number = Number(raw);
    const exact =
      Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number));
    return exact ? number || 0 : raw;
  }
  return raw;
};
