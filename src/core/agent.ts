import type { JsonObject } from "./json.ts";
import type { Phase } from "./phase.ts";

/** Where an agent's file was found; earlier sources shadow later ones of the same name. */
export const agentSources = ["project", "project-claude", "user", "packaged"] as const;

/** See {@link agentSources}. */
export type AgentSource = (typeof agentSources)[number];

/** An agent as Baton knows it: a Claude Code sub-agent plus Baton's own optional keys. */
export interface Agent {
  /** The bare name, such as `marcus-backend`. */
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly phase: Phase;
  readonly capabilities: readonly string[];
  /** The system prompt: the text below the frontmatter. */
  readonly body: string;
  readonly source: AgentSource;
  /** Absolute path of the file. */
  readonly path: string;
  /** Whether Claude Code would load this file as it stands, under this name: it drops files that Baton mends. */
  readonly clientReadable: boolean;
  /** The tools the file grants; null means it inherits all of the client's. */
  readonly tools: readonly string[] | null;
  readonly disallowedTools: readonly string[];
  readonly timeoutSeconds: number | null;
  readonly maxRetries: number | null;
  readonly orchestration: {
    readonly priority: string | null;
    readonly dependencies: readonly string[];
    readonly maxParallel: number | null;
  };
  /** The frontmatter as read (after mending), for keys Baton only passes on. */
  readonly frontmatter: JsonObject;
}

/** What the loader found wrong in a file and did about it; `mended` is null when the file could not be used. */
export interface AgentDiagnostic {
  readonly path: string;
  readonly what: string;
  readonly mended: string | null;
}
