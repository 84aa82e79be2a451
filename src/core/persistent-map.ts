/**
 * An immutable string-keyed map whose `set` copies a path of a 32-way trie and not the whole map, so that
 * one event on a plan of 10,000 steps stays cheap. After Bagwell, "Ideal Hash Trees" (2001).
 */
export interface PersistentMap<V> {
  readonly size: number;
  get(key: string): V | undefined;
  has(key: string): boolean;
  set(key: string, value: V): PersistentMap<V>;
  delete(key: string): PersistentMap<V>;
  entries(): IterableIterator<readonly [string, V]>;
  values(): IterableIterator<V>;
  keys(): IterableIterator<string>;
}

type Leaf<V> = {
  readonly kind: "leaf";
  readonly hash: number;
  readonly pairs: readonly (readonly [string, V])[];
};
type Branch<V> = { readonly kind: "branch"; readonly slots: readonly (Trie<V> | undefined)[] };
type Trie<V> = Leaf<V> | Branch<V>;

/** A map from the given pairs; later pairs win. */
export const persistentMap = <V>(pairs: Iterable<readonly [string, V]> = []): PersistentMap<V> => {
  let map: PersistentMap<V> = wrap(undefined, 0);
  for (const [key, value] of pairs) map = map.set(key, value);
  return map;
};

const wrap = <V>(root: Trie<V> | undefined, size: number): PersistentMap<V> => ({
  size,
  get: (key) => find(root, hashOf(key), key)?.[1],
  has: (key) => find(root, hashOf(key), key) !== undefined,
  set: (key, value) => {
    const hash = hashOf(key);
    const grows = find(root, hash, key) === undefined;
    return wrap(insert(root, 0, hash, [key, value]), grows ? size + 1 : size);
  },
  delete: (key) => {
    const hash = hashOf(key);
    return find(root, hash, key) === undefined
      ? wrap(root, size)
      : wrap(remove(root, 0, hash, key), size - 1);
  },
  entries: () => pairsOf(root).values(),
  values: () =>
    pairsOf(root)
      .map(([, value]) => value)
      .values(),
  keys: () =>
    pairsOf(root)
      .map(([key]) => key)
      .values(),
});

/** FNV-1a over UTF-16 units. */
const hashOf = (key: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) {
    hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
};

const slotOf = (hash: number, depth: number): number => (hash >>> (depth * 5)) & 31;

const find = <V>(
  root: Trie<V> | undefined,
  hash: number,
  key: string,
): readonly [string, V] | undefined => {
  let node = root;
  for (let depth = 0; node?.kind === "branch"; depth++) node = node.slots[slotOf(hash, depth)];
  return node?.pairs.find((pair) => pair[0] === key);
};

const insert = <V>(
  node: Trie<V> | undefined,
  depth: number,
  hash: number,
  pair: readonly [string, V],
): Trie<V> => {
  if (node === undefined) return { kind: "leaf", hash, pairs: [pair] };
  if (node.kind === "branch") {
    const slot = slotOf(hash, depth);
    const slots = node.slots.slice();
    slots[slot] = insert(slots[slot], depth + 1, hash, pair);
    return { kind: "branch", slots };
  }
  if (node.hash === hash) {
    return { kind: "leaf", hash, pairs: [...node.pairs.filter(([key]) => key !== pair[0]), pair] };
  }
  const slots: (Trie<V> | undefined)[] = new Array(32).fill(undefined);
  slots[slotOf(node.hash, depth)] = node;
  return insert({ kind: "branch", slots }, depth, hash, pair);
};

const remove = <V>(
  node: Trie<V> | undefined,
  depth: number,
  hash: number,
  key: string,
): Trie<V> | undefined => {
  if (node === undefined) return undefined;
  if (node.kind === "leaf") {
    const pairs = node.pairs.filter(([existing]) => existing !== key);
    return pairs.length === 0 ? undefined : { kind: "leaf", hash: node.hash, pairs };
  }
  const slot = slotOf(hash, depth);
  const slots = node.slots.slice();
  slots[slot] = remove(slots[slot], depth + 1, hash, key);
  return slots.some((child) => child !== undefined) ? { kind: "branch", slots } : undefined;
};

/** All pairs at once: a list is walked many times faster than generators within each other. */
const pairsOf = <V>(root: Trie<V> | undefined): readonly (readonly [string, V])[] => {
  const pairs: (readonly [string, V])[] = [];
  const collect = (node: Trie<V> | undefined): void => {
    if (node === undefined) return;
    if (node.kind === "leaf") pairs.push(...node.pairs);
    else for (const child of node.slots) collect(child);
  };
  collect(root);
  return pairs;
};
