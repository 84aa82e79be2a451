/** Who caused an event. An agent's name is as good as its lease; a human's comes from the operating system. */
export interface Actor {
  readonly kind: "agent" | "human" | "system";
  readonly name: string;
  /** A human's user of the operating system, where the operator gave the person another name. */
  readonly account?: string;
  /** The client's session id, where the client tells it. */
  readonly session?: string;
}

/** Baton itself, acting on due work. */
export const systemActor: Actor = { kind: "system", name: "baton" };

/** The server process that keeps a lease alive; null where the caller outlives its process (the command line). */
export interface Holder {
  readonly host: string;
  readonly pid: number;
  /** Start time of the process in the host's own units, so that a reused pid is not mistaken for it. */
  readonly started: string;
}
