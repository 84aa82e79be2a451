import type { RequestId } from "@modelcontextprotocol/server";

/** The requests that were delivered and not yet answered; an id may be in use more than once. */
export interface InFlight {
  readonly size: number;
  add(id: RequestId): void;
  /** One request of this id was answered or cancelled. Unknown ids do nothing. */
  settle(id: RequestId): void;
  /** The ids still unanswered, each as often as it is; the set is empty afterwards. */
  takeAll(): RequestId[];
}

/** Makes an empty set; `onSettled` runs after each request that leaves it. */
export const createInFlight = (onSettled: () => void): InFlight => {
  const counts = new Map<RequestId, number>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    add: (id) => {
      counts.set(id, (counts.get(id) ?? 0) + 1);
      size += 1;
    },
    settle: (id) => {
      const count = counts.get(id);
      if (count === undefined) return;
      if (count === 1) counts.delete(id);
      else counts.set(id, count - 1);
      size -= 1;
      onSettled();
    },
    takeAll: () => {
      const ids = [...counts].flatMap(([id, count]) => Array.from({ length: count }, () => id));
      counts.clear();
      size = 0;
      return ids;
    },
  };
};
