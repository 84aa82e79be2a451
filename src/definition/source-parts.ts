import { z } from "zod";
import { durationPattern } from "./duration.ts";

// A message of two lines says what is wrong, then how to mend it.

/** The name of a stage. */
export const stageName = z
  .string()
  .regex(/^[\w.-]{1,100}$/, "is no name\nUse up to 100 letters, digits, _ . and -.")
  .describe("Letters, digits, _ . and -");
/** The name of an agent. */
export const agentName = z.string().min(1).max(200).describe("A registered agent");
/** A text in words. */
export const prose = z.string().trim().min(1).max(20_000);
/** A CEL expression. */
export const expression = z
  .union([z.string().min(1), z.number(), z.boolean()], {
    error:
      "is no expression\nWrite a CEL expression as text; quote it if YAML takes it for something else.",
  })
  .describe("A CEL expression over input, state, memory, steps and workflow");
/** A length of time. */
export const duration = z
  .string("is no duration\nWrite a number with s, m, h or d, such as 90s or 2h.")
  .regex(durationPattern, "is no duration\nWrite a number with s, m, h or d, such as 90s or 2h.");
/** A stage that a way leads to. */
export const target = stageName.describe("A later stage of the same list");
/** A signal's name. */
export const signalName = stageName.describe("A signal's name");
/** What a signal must be for. */
export const correlate = expression.describe("CEL giving the key the signal must be for");
