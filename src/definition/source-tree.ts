import type { Json } from "../core/json.ts";
import type { Path } from "./problem.ts";

/** A node of a YAML or JSON text, with where it begins; the offset of an empty value is -1. */
export type SourceNode =
  | {
      readonly kind: "scalar";
      readonly value: string | number | boolean | null;
      /** As it is written, without quotes. */
      readonly raw: string;
      readonly offset: number;
    }
  | { readonly kind: "list"; readonly items: readonly SourceNode[]; readonly offset: number }
  | {
      readonly kind: "map";
      readonly entries: ReadonlyMap<string, SourceEntry>;
      readonly offset: number;
    };

/** A key with its value. */
export interface SourceEntry {
  readonly keyOffset: number;
  readonly node: SourceNode;
}

/** The plain value of a node. */
export const plainValue = (node: SourceNode): Json => {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plainValue);
  return Object.fromEntries(
    [...node.entries].map(([key, { node: inner }]) => [key, plainValue(inner)]),
  );
};

/** The node at a path; null when there is none. */
export const nodeAt = (root: SourceNode, path: Path): SourceNode | null => {
  let node: SourceNode | undefined = root;
  for (const part of path) {
    if (node?.kind === "list" && typeof part === "number") node = node.items[part];
    else if (node?.kind === "map" && typeof part === "string") node = node.entries.get(part)?.node;
    else return null;
  }
  return node ?? null;
};

/** Where a path begins: its key, or what is nearest above it, as an offset into the text. */
export const offsetAt = (root: SourceNode, path: Path): number => {
  let node = root;
  let offset = root.offset;
  for (const part of path) {
    if (node.kind === "list" && typeof part === "number") {
      const item: SourceNode | undefined = node.items[part];
      if (item === undefined) return offset;
      node = item;
      if (item.offset >= 0) offset = item.offset;
    } else if (node.kind === "map" && typeof part === "string") {
      const entry: SourceEntry | undefined = node.entries.get(part);
      if (entry === undefined) return offset;
      node = entry.node;
      offset = entry.keyOffset;
    } else return offset;
  }
  return offset;
};

/** Tells line and column, both from 1, of offsets into a text. */
export const placesIn = (text: string): ((offset: number) => { line: number; column: number }) => {
  const starts = [0];
  for (const { index, 0: ending } of text.matchAll(/\r\n|\n|\r/g))
    starts.push(index + ending.length);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
};
