import { createHash } from "node:crypto";
import type { Ports } from "../../src/engine/ports.ts";

/** The hash of a text, as the product makes it. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A project in which every file is there and nothing is checked; who is alive is the caller's to say. */
export const easyWorkplace = (isAlive: Ports["workplace"]["isAlive"]): Ports["workplace"] => ({
  inspect: async () => ({ exists: true, sha256: sha256("file"), bytes: 4, root: "/" }),
  git: async () => null,
  limits: async () => ({ pools: {}, parallelAgents: 1000 }),
  checkNames: async () => [],
  people: async () => [],
  runCheck: async (name) => ({ name, exitCode: 0, tail: "" }),
  price: async () => null,
  isAlive,
});
