import type { Json } from "../json.ts";

/** Something that has happened, told by name to whoever waits for it. */
export interface Signal {
  readonly id: string;
  readonly name: string;
  /** Whom it is for: see {@link workflowAddress} and {@link keyAddress}; empty for triggers alone. */
  readonly address: string;
  readonly payload: Json;
  /** When it was sent, epoch ms. */
  readonly at: number;
  /** Its place among the signals of its stream; 0 before it has one. */
  readonly order: number;
  /** How many workflows, up to the one that sent it, were each started by a signal of the one before; absent for none. */
  readonly chain?: number;
}

/** A node that waits for a signal. */
export interface SignalWait {
  readonly workflow: string;
  readonly node: string;
  /** The version of the event that began the wait: a node may wait more than once. */
  readonly wait: number;
}

/** Where signals of one name and address meet those that wait for them. */
export interface SignalState {
  readonly kind: "signal";
  readonly id: string;
  readonly version: number;
  /** Signals nobody has taken, in the order they were sent. */
  readonly buffered: readonly Signal[];
  readonly waits: readonly SignalWait[];
  /** Signals sent to several waits, by id: how many may still take it. Gone as soon as one has. */
  readonly shared: Readonly<Record<string, number>>;
  /** The signal sent on last, and the workflows it went to. */
  readonly sent: { readonly signal: string; readonly workflows: readonly string[] } | null;
}

/** Prefix of the streams of signals. */
export const signalPrefix = "sig/";

/** The stream where signals of a name meet the waits for them, one for each address. */
export const signalStream = (name: string, address: string): string =>
  `${signalPrefix}${encodeURIComponent(name)}/${encodeURIComponent(address)}`;

/** Reads name and address back out of a stream's name. */
export const signalAddress = (
  stream: string,
): { readonly name: string; readonly address: string } => {
  const [, name = "", address = ""] = stream.split("/");
  return { name: decodeURIComponent(name), address: decodeURIComponent(address) };
};

/** The address of a workflow: what is sent to it, or what its waits without a key wait for. */
export const workflowAddress = (workflow: string): string => `w:${workflow}`;

/** The address of a correlation key; never that of a workflow, whatever the key says. */
export const keyAddress = (key: string): string => `k:${key}`;

/** Longest correlation key. */
const keyLimit = 200;

/** Whether a text can be a correlation key. */
export const isCorrelation = (key: string): boolean =>
  key.length > 0 && key.length <= keyLimit && key.isWellFormed() && !key.includes("\0");

/** Whether a text can be a signal's name. */
export const isSignalName = (name: string): boolean => /^[\w.-]{1,100}$/.test(name);

/** Most characters of JSON in a payload. */
export const payloadLimit = 65_536;

/** Most workflows in a row that are each started by a signal of the one before: more would go round for ever. */
export const chainLimit = 100;

/** Most signals of one name that are kept for one address. */
export const keptForOne = 1_000;

/** Most signals that are kept in a project. */
export const keptForAll = 10_000;

/** A stream that nothing has been sent to. */
export const initialSignal = (id: string): SignalState => ({
  kind: "signal",
  id,
  version: 0,
  buffered: [],
  waits: [],
  shared: {},
  sent: null,
});
