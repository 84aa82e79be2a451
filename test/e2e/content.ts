/** A ready entry of a result. */
export interface ReadyEntry {
  readonly handoff_id: string;
  readonly agent: string;
  readonly step: string;
  /** Set where it is another workflow's than the one asked about. */
  readonly workflow_id?: string;
  readonly priority: string;
  readonly run: {
    readonly subagent_type: string;
    readonly prompt: string;
    readonly relay?: boolean;
  };
}

/** One remembered value. */
export interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly version: number;
  readonly by: string;
  readonly score?: number;
}

/** The fields of the tools' results that tests read on; every result is checked against its schema before. */
export interface Content {
  readonly [key: string]: unknown;
  readonly handoff_id: string;
  readonly workflow_id: string;
  readonly lease_token: string;
  readonly lease_expires_at: string;
  readonly attempt: number;
  readonly brief: string;
  readonly status: string;
  readonly version: number;
  readonly next: string;
  readonly report: string;
  readonly task_id: string;
  readonly checkpoint_id: string;
  readonly digest: string;
  readonly where_we_are: string;
  readonly cursor?: string;
  readonly ready: readonly ReadyEntry[];
  readonly waiting: readonly { readonly for: string; readonly until?: string }[];
  readonly effects: readonly string[];
  readonly entries: readonly Entry[];
  readonly agents: readonly { readonly name: string; readonly description: string }[];
  readonly diagnostics: readonly { readonly path: string; readonly what: string }[];
  readonly tasks: readonly {
    readonly task_id: string;
    readonly workflow_id: string;
    readonly status: string;
    readonly assignees?: readonly string[];
    readonly standing?: string;
  }[];
  readonly warnings: readonly string[];
  readonly plan: { readonly waves: readonly (readonly string[])[] };
  readonly steps: readonly {
    readonly step: string;
    readonly agent: string;
    readonly status: string;
  }[];
  readonly timeline: readonly { readonly what: string; readonly version: number }[];
  readonly audit: readonly { readonly version: number }[];
  readonly checkpoints: readonly { readonly checkpoint_id: string; readonly name: string }[];
  readonly recovery: {
    readonly decision: string;
    readonly why: string;
    readonly handoff_id?: string;
    readonly not_before?: string;
  };
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** A tool's result as it came over the wire. */
export interface ToolResult {
  readonly structuredContent: Content;
  readonly content: readonly { readonly type: string; readonly text: string }[];
  readonly isError?: boolean;
}
