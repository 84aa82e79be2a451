import type { Premises } from "../../definition/compile-in.ts";
import type { Ports } from "../ports.ts";

/** What definitions are judged by in this project. */
export const premisesOf = async (ports: Ports): Promise<Premises> => ({
  knowsAgent: (name) => ports.agents.find(name).type !== "unknown",
  limits: await ports.workplace.limits(),
});
