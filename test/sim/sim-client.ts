import type { Random } from "../chaos/random.ts";
import type { Content } from "../e2e/content.ts";
import type { Cluster, Form, SimAnswer } from "./cluster.ts";
import { ProcessEnded } from "./scheduler.ts";

/** A write that was acknowledged. */
export interface Acknowledged {
  readonly tool: string;
  readonly args: object;
  readonly answer: Content;
}

/** A client that does not know which server answers, and asks again when it got no answer. */
export interface SimClient {
  readonly acknowledged: readonly Acknowledged[];
  /** Writes whose fate the client gave up to learn. */
  readonly unknown: readonly { readonly tool: string; readonly args: object }[];
  /** What should not have been answered. */
  readonly faults: readonly string[];
  /** Null when it gave up. */
  write(tool: string, args: object, form?: Form): Promise<SimAnswer | null>;
  read(tool: string, args: object): Promise<SimAnswer | null>;
}

const mostTries = 8;

/** A client of the cluster. */
export const newSimClient = (name: string, cluster: Cluster, random: Random): SimClient => {
  const acknowledged: Acknowledged[] = [];
  const unknown: { tool: string; args: object }[] = [];
  const faults: string[] = [];
  let count = 0;

  /** One try; null when no answer came. */
  const attempt = async (tool: string, args: object, form?: Form): Promise<SimAnswer | null> => {
    try {
      return await cluster.any().call(tool, args, form);
    } catch (error) {
      if (error instanceof ProcessEnded) return null;
      throw error;
    }
  };

  const persist = async (tool: string, args: object, form?: Form): Promise<SimAnswer | null> => {
    for (let i = 0; i < mostTries; i++) {
      const answer = await attempt(tool, args, form);
      if (answer?.content.code === "internal")
        faults.push(`${tool} ${JSON.stringify(args)}: ${answer.content.message}`);
      if (answer !== null && answer.content.code !== "busy") return answer;
      // Some callers never come back.
      if (random.between(0, 10) === 0) return null;
    }
    return null;
  };

  return {
    acknowledged,
    unknown,
    faults,
    read: persist,
    write: async (tool, args, form) => {
      count += 1;
      const keyed = { ...args, idempotency_key: `${name}-${count}` };
      const twice = random.between(0, 12) === 0;
      const [answer, other] = await Promise.all([
        persist(tool, keyed, form),
        twice ? persist(tool, keyed, form) : null,
      ]);
      const told = answer ?? other;
      if (told === null) unknown.push({ tool, args: keyed });
      for (const each of [answer, other]) {
        if (
          each !== null &&
          !each.refused &&
          "handoff_id" in each.content &&
          each.content.handoff_id === null
        )
          continue;
        if (each !== null && !each.refused)
          acknowledged.push({ tool, args: keyed, answer: each.content });
      }
      return told;
    },
  };
};
