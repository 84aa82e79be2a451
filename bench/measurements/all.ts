import type { Measurement } from "../measurement.ts";
import { agents } from "./agents.ts";
import { calls } from "./calls.ts";
import { coldStart } from "./cold-start.ts";
import { encryption } from "./encryption.ts";
import { engine } from "./engine.ts";
import { hooks } from "./hooks.ts";
import { plans } from "./plans.ts";
import { processes } from "./processes.ts";
import { recovery } from "./recovery.ts";
import { size } from "./size.ts";
import { soak } from "./soak.ts";
import { tokens } from "./tokens.ts";
import { waiting } from "./waiting.ts";

/** Everything the bench measures, in the order of docs/performance.md. */
export const measurements: readonly Measurement[] = [
  coldStart,
  calls,
  engine,
  processes,
  hooks,
  agents,
  plans,
  recovery,
  waiting,
  encryption,
  size,
  soak,
  tokens,
];
