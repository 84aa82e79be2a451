import { clock } from "./scenario/clock.ts";
import { corruption } from "./scenario/corruption.ts";
import { crowd } from "./scenario/crowd.ts";
import { deleted } from "./scenario/deleted.ts";
import { full } from "./scenario/full.ts";
import { ioErrors } from "./scenario/io-errors.ts";
import { kill } from "./scenario/kill.ts";
import { longLine } from "./scenario/long-line.ts";
import { powerLoss } from "./scenario/power-loss.ts";
import { readOnly } from "./scenario/read-only.ts";
import { slowReader } from "./scenario/slow-reader.ts";
import { stop } from "./scenario/stop.ts";
import { stopWriting } from "./scenario/stop-writing.ts";
import type { Scenario } from "./scenario.ts";

/** Every harm there is, in the order it is played. */
export const scenarios: readonly Scenario[] = [
  kill,
  crowd,
  stop,
  stopWriting,
  full,
  readOnly,
  deleted,
  ioErrors,
  powerLoss,
  corruption,
  clock,
  longLine,
  slowReader,
];
