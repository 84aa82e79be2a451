import type { ArtifactType } from "../../core/contract.ts";
import type { Json } from "../../core/json.ts";
import type { ErrorCategory } from "../../core/recovery/category.ts";

/** An artifact as an agent names it. */
export interface ArtifactInput {
  readonly type: ArtifactType;
  readonly path: string;
  readonly description?: string | undefined;
  readonly deliverable?: string | undefined;
}

/** Arguments of complete_handoff, as the tool has parsed them. */
export interface CompleteHandoffInput {
  readonly handoff_id: string;
  readonly lease_token: string;
  readonly status: "completed" | "failed" | "needs_input";
  readonly summary: string;
  readonly outputs?: Json | undefined;
  readonly artifacts?: readonly ArtifactInput[] | undefined;
  readonly criteria?:
    | readonly { readonly criterion: string; readonly met: boolean; readonly evidence: string }[]
    | undefined;
  readonly decisions?: readonly string[] | undefined;
  readonly learnings?: readonly string[] | undefined;
  readonly questions?: readonly string[] | undefined;
  readonly tokens_used?: number | undefined;
  readonly error?:
    | {
        readonly category?: ErrorCategory | undefined;
        readonly message: string;
        readonly step?: string | undefined;
        readonly suggestion?: string | undefined;
      }
    | undefined;
}
