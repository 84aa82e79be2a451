import { type PersistentMap, persistentMap } from "../persistent-map.ts";

/** An execution that was logged as running. */
export interface RunningExecution {
  readonly agent: string;
  readonly task: string;
  readonly workflow: string | null;
  readonly startedAt: number;
}

/** A brain session: what agents of one client session reported. */
export interface SessionState {
  readonly kind: "session";
  readonly id: string;
  readonly version: number;
  readonly endedAt: number | null;
  readonly summary: string | null;
  /** Executions that have not ended, by id. */
  readonly running: PersistentMap<RunningExecution>;
  /** The execution that was logged last; empty before the first. */
  readonly last: string;
}

/** What was brought over from one other database. */
export interface ImportState {
  readonly kind: "import";
  readonly id: string;
  readonly version: number;
  /** Ids of all executions and learnings that are here already. */
  readonly known: PersistentMap<true>;
}

/** Prefix of the streams that hold one brain session each. */
export const sessionPrefix = "brain/";
/** Prefix of the streams that hold what one other database gave. */
export const importPrefix = "import/";

/** The name of a session's stream. */
export const sessionStream = (session: string): string =>
  `${sessionPrefix}${encodeURIComponent(session)}`;

/** The session whose stream it is. */
export const sessionOf = (stream: string): string =>
  decodeURIComponent(stream.slice(sessionPrefix.length));

/** The name of the stream for what another database gave. */
export const importStream = (origin: string): string =>
  `${importPrefix}${encodeURIComponent(origin)}`;

/** The database an import's stream is about. */
export const originOf = (stream: string): string =>
  decodeURIComponent(stream.slice(importPrefix.length));

/** A session nobody has reported in yet. */
export const initialSession = (id: string): SessionState => ({
  kind: "session",
  id,
  version: 0,
  endedAt: null,
  summary: null,
  running: persistentMap(),
  last: "",
});

/** A database nothing was brought over from. */
export const initialImport = (id: string): ImportState => ({
  kind: "import",
  id,
  version: 0,
  known: persistentMap(),
});

/** The running execution of the same agent and task, which is the same execution. */
export const runningOf = (
  state: SessionState,
  agent: string,
  task: string,
): readonly [string, RunningExecution] | undefined => {
  for (const entry of state.running.entries()) {
    if (entry[1].agent === agent && entry[1].task === task) return entry;
  }
  return undefined;
};
