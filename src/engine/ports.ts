import type { AgentRegistry } from "../agents/agent-registry.ts";
import type { Actor, Holder } from "../core/actor.ts";
import type { Limits } from "../core/command/lease-request.ts";
import type { Person } from "../core/person.ts";
import type { Clock } from "../core/port/clock.ts";
import type { Store } from "../core/port/store.ts";
import type { CheckResult } from "../core/state/step.ts";
import type { GitPosition } from "../core/state/workflow-state.ts";

/** Time and chance, with fresh ids; the whole engine runs under whatever clock it is given. */
export interface EngineClock extends Clock {
  /** A fresh UUID. */
  newId(): string;
}

/** What the file system says of a path an agent named. */
export interface FileFacts {
  readonly exists: boolean;
  /** Lower-case hex; null for a URL or a folder. */
  readonly sha256: string | null;
  readonly bytes: number | null;
  /** The worktree it was found in. */
  readonly root: string | null;
}

/** The project the work happens in. */
export interface Workplace {
  /** Looks a path up in the project's worktrees; `outside` when it leads out of all of them. */
  inspect(path: string): Promise<FileFacts | { readonly outside: true }>;
  git(): Promise<GitPosition | null>;
  /** What the operator allows at once. */
  limits(): Promise<Limits>;
  /** Names of the checks the operator allows here. */
  checkNames(): Promise<readonly string[]>;
  /** Runs an operator's check: argv, no shell, with timeout and capped output. */
  runCheck(name: string): Promise<CheckResult>;
  /** What a million tokens cost, as the operator has said; null when nobody has. */
  price(): Promise<number | null>;
  /** The people the operator has named, in their order. */
  people(): Promise<readonly Person[]>;
  /** True unless the process on this host is known to be gone. */
  isAlive(holder: Holder): boolean;
}

/** Workflow templates, read from files when asked for; a project's own hide the packaged ones. */
export interface Templates {
  /** Names of all templates. */
  names(): readonly string[];
  /** The text of the file of that name; null when there is none. */
  read(name: string): string | null;
}

/** What the engine is built from; only compose names the real parts. */
export interface Ports {
  readonly store: Store;
  readonly clock: EngineClock;
  readonly agents: AgentRegistry;
  readonly workplace: Workplace;
  /** The workflow templates in reach. */
  readonly templates: Templates;
  /** The hash that identifies a blob: lower-case hex SHA-256 of the text. */
  readonly sha256: (text: string) => string;
  /** Estimated tokens of a text. */
  readonly tokens: (text: string) => number;
  /** What kind of secret a text holds; null when none is known. */
  readonly secretIn: (text: string) => string | null;
  /** True when the client has Baton's agents as `baton:NAME`. */
  readonly plugin: boolean;
}

/** Who calls, and what the call is known by. */
export interface Caller {
  readonly actor: Actor;
  readonly session: string | null;
  /** The person at the machine, as the operating system's user; absent for what Baton does by itself. */
  readonly human?: string;
  /** The process that keeps claims of this caller alive; null when it ends with the call. */
  readonly holder: Holder | null;
  /** The client's id of this tool use, where a client tells one. */
  readonly toolUse?: string | null;
  /** For replays: the command's id and the hash of its arguments. */
  readonly command: { readonly id: string; readonly hash: string } | null;
}
