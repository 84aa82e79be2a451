import type { Elicited } from "../tools/tool.ts";

/** A tool call as a client or the command line makes it. */
export interface ToolCall {
  readonly name: string;
  readonly args: unknown;
  /** The client's id of this use of the tool; the same again means the same call again. */
  readonly toolUseId: string | null;
  readonly client: string;
  readonly canElicit: boolean;
  readonly elicited: Elicited | null;
}
