import type { ArtifactType, Priority, RetryStrategy, SuccessAction } from "../../core/contract.ts";
import type { JsonObject } from "../../core/json.ts";

/** Arguments of create_handoff, as the tool has parsed them. */
export interface CreateHandoffInput {
  readonly to_agent?: string | undefined;
  readonly required_capabilities?: readonly string[] | undefined;
  readonly from_agent?: string | undefined;
  readonly context: {
    readonly feature_description: string;
    readonly previous_decisions?: readonly string[] | undefined;
    readonly constraints?: readonly string[] | undefined;
    readonly dependencies?: readonly string[] | undefined;
  };
  readonly expected_output: {
    readonly deliverables: readonly string[];
    readonly acceptance_criteria: readonly string[];
    readonly estimated_effort_hours?: number | undefined;
    readonly output_schema?: JsonObject | undefined;
    readonly checks?: readonly string[] | undefined;
  };
  readonly artifacts?:
    | readonly {
        readonly type: ArtifactType;
        readonly path: string;
        readonly description: string;
        readonly format?: string | undefined;
      }[]
    | undefined;
  readonly priority?: Priority | undefined;
  readonly on_success?:
    | { readonly next_agent?: string | undefined; readonly action?: SuccessAction | undefined }
    | undefined;
  readonly on_failure?:
    | {
        readonly retry_strategy?: RetryStrategy | undefined;
        readonly fallback_agent?: string | undefined;
        readonly max_retries?: number | undefined;
      }
    | undefined;
  readonly workflow_id?: string | undefined;
  readonly step?: string | undefined;
  readonly needs?: readonly string[] | undefined;
  readonly resources?: readonly string[] | undefined;
}
