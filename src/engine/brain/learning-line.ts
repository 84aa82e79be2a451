import { oneLine } from "../../core/one-line.ts";
import type { LearningRow } from "../../core/project/brain-row.ts";
import { cut } from "../brief/section.ts";
import type { Ports } from "../ports.ts";

/** A learning as a brief shows it: on one line, with who says to have learned it. */
export const learningLine = (
  ports: Pick<Ports, "tokens">,
  { text, agent, origin, times }: LearningRow,
): string => {
  const where = origin === null ? "" : ", in another project";
  const often = times > 1 ? `, ${times} times` : "";
  return `- ${cut(oneLine(text), 60, ports.tokens)} (learned by ${oneLine(agent)}${where}${often})`;
};
