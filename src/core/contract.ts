import type { JsonObject } from "./json.ts";
import type { Phase } from "./phase.ts";

/** Urgency of a handoff; p0 goes first. */
export const priorities = ["p0", "p1", "p2", "p3"] as const;
/** See {@link priorities}. */
export type Priority = (typeof priorities)[number];

/** What an artifact is, after the OPERA contract. */
export const artifactTypes = ["code", "design", "documentation", "test", "data"] as const;
/** See {@link artifactTypes}. */
export type ArtifactType = (typeof artifactTypes)[number];

/** What happens when a handoff completes. */
export const successActions = ["handoff", "complete", "loop"] as const;
/** See {@link successActions}. */
export type SuccessAction = (typeof successActions)[number];

/** The first move when a handoff fails. */
export const retryStrategies = ["retry", "rollback", "escalate"] as const;
/** See {@link retryStrategies}. */
export type RetryStrategy = (typeof retryStrategies)[number];

/** An input artifact named by a contract. */
export interface ContractArtifact {
  readonly type: ArtifactType;
  readonly path: string;
  readonly description: string;
  readonly format?: string;
}

/** What the receiving agent needs to know. */
export interface ContractContext {
  readonly feature_description: string;
  readonly previous_decisions?: readonly string[];
  readonly constraints?: readonly string[];
  readonly dependencies?: readonly string[];
}

/** What a completion must fulfil. */
export interface ExpectedOutput {
  readonly deliverables: readonly string[];
  readonly acceptance_criteria: readonly string[];
  readonly estimated_effort_hours?: number;
  readonly output_schema?: JsonObject;
  /** Names of commands in the operator's configuration that must exit 0. */
  readonly checks?: readonly string[];
}

/** What follows success. */
export interface OnSuccess {
  readonly action: SuccessAction;
  readonly next_agent?: string;
}

/** What follows failure. */
export interface OnFailure {
  readonly retry_strategy: RetryStrategy;
  readonly fallback_agent?: string;
  readonly max_retries: number;
}

/** The OPERA handoff contract; field names are the seed's and part of the published schema. */
export interface HandoffContract {
  readonly handoff_id: string;
  /** ISO 8601 UTC. */
  readonly timestamp: string;
  readonly from_agent: { readonly name: string; readonly version: string; readonly phase: Phase };
  readonly to_agent: {
    readonly name: string;
    readonly required_capabilities?: readonly string[];
    readonly priority: Priority;
  };
  readonly payload: {
    readonly context: ContractContext;
    readonly artifacts?: readonly ContractArtifact[];
    readonly expected_output: ExpectedOutput;
    readonly on_success: OnSuccess;
    readonly on_failure: OnFailure;
  };
  readonly state: {
    readonly workflow_id: string;
    readonly current_phase: string;
    readonly completed_phases: readonly string[];
  };
}
