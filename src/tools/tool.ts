import type { z } from "zod";
import type { JsonObject } from "../core/json.ts";
import type { Answer } from "../engine/answer.ts";
import type { Engine } from "../engine/engine.ts";
import type { Caller } from "../engine/ports.ts";

/** What a human answered in the client, or that they did not. */
export interface Elicited {
  readonly action: "accept" | "decline" | "cancel";
  readonly content: Readonly<Record<string, unknown>>;
  /** What the question carried in its `state`, given back; null when the client lost it. */
  readonly state: string | null;
}

/** Who calls a tool and what the client can do. */
export interface ToolContext {
  readonly caller: Caller;
  /** The person at the client: the operating system's user. */
  readonly human: string;
  readonly canElicit: boolean;
  /** The answer to what the tool asked before; null on the first run. */
  readonly elicited: Elicited | null;
}

/** The tool asks the human something and is run again with the answer. */
export interface AskHuman {
  readonly type: "ask";
  readonly message: string;
  /** A flat JSON Schema of strings, numbers, booleans and enums. */
  readonly schema: JsonObject;
  /** Tells on the second run what was shown in the first. */
  readonly state: string;
}

/** One MCP tool. `run` makes one engine call and catches nothing. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  readonly readOnly: boolean;
  /** True when the call can lose or replace something. */
  readonly destructive: boolean;
  /** Shown without a tool search; the others are found by these words. */
  readonly search: "always" | string;
  run(engine: Engine, args: unknown, context: ToolContext): Promise<Answer | AskHuman>;
}

/** Builds a tool whose `run` gets its arguments parsed by `input`. */
export const defineTool = <Input extends z.ZodObject>(
  tool: Omit<Tool, "run" | "input"> & {
    readonly input: Input;
    run(engine: Engine, args: z.output<Input>, context: ToolContext): Promise<Answer | AskHuman>;
  },
): Tool => ({
  ...tool,
  run: (engine, args, context) => tool.run(engine, tool.input.parse(args), context),
});
