import type { Premises } from "../../definition/compile-in.ts";
import type { Ports } from "../ports.ts";

/** What definitions are judged by in this project. */
export const premisesOf = async (ports: Ports): Promise<Premises> => ({
  knowsAgent: (name) => ports.agents.find(name).type !== "unknown",
  nearestAgents: (name) => {
    const found = ports.agents.find(name);
    return found.type === "unknown" ? found.nearest : [];
  },
  checks: await ports.workplace.checkNames(),
  limits: await ports.workplace.limits(),
});
