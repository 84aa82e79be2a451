import type { Experience } from "../../routing/rank-agents.ts";
import { wordBeginnings } from "../../routing/words.ts";
import type { Ports } from "../ports.ts";

/** Agents looked at. */
const most = 50;

/** What each agent has done well of work with these words. */
export const experienceWith = async (
  ports: Ports,
  words: string,
): Promise<ReadonlyMap<string, Experience>> => {
  const text = wordBeginnings(words).join(" ");
  const found = await ports.store.experience({ text, limit: most });
  return new Map(
    found.map(({ agent, completed, failed, similarity }) => {
      const share = completed / (completed + failed);
      return [agent, { successes: completed, similarity: similarity * share }];
    }),
  );
};
