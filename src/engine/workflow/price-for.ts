import type { Plan } from "../../core/plan/plan.ts";
import type { Ports } from "../ports.ts";

/** What a million tokens cost, where the plan limits money; null where it does not, or nobody has said. */
export const priceFor = async (ports: Ports, { limits }: Plan): Promise<number | null> =>
  limits.money === null ? null : ports.workplace.price();
