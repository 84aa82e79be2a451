import type { Readable } from "node:stream";
import { createLineSplitter, type Line } from "./split-lines.ts";

/** Lines on their way in; nothing is read ahead of what may be delivered. */
export interface Inbox {
  /** True when no received line waits to be delivered. */
  readonly empty: boolean;
  start(): void;
  /** Takes no more input. What was received is still delivered. */
  stop(): void;
  /** Delivers what waits, as far as `mayDeliver` allows. */
  pump(): void;
}

/** What an inbox asks of its owner. */
export interface InboxOptions {
  readonly input: Readable;
  readonly maxLineBytes: number;
  /** False holds the next line back, until `pump` is called. */
  readonly mayDeliver: () => boolean;
  readonly deliver: (line: Line) => void;
  /** Runs once, when the input ended, broke or was stopped. */
  readonly onEnd: () => void;
}

/** Then answers get their turn, or a burst would be taken whole before the first of them shows its size. */
const linesPerTurn = 64;

/** Makes the inbox of a stream. */
export const createInbox = (options: InboxOptions): Inbox => {
  const { input } = options;
  const splitter = createLineSplitter(options.maxLineBytes);
  let waiting: Line[] = [];
  let ended = false;
  let busy = false;

  const rest = () => {
    busy = false;
    pump();
  };
  const pump = () => {
    // A message may be answered while it is delivered, and an answer makes room: that calls back here.
    if (busy) return;
    busy = true;
    let at = 0;
    for (; at < Math.min(waiting.length, linesPerTurn) && options.mayDeliver(); at += 1) {
      const line = waiting[at];
      if (line !== undefined) options.deliver(line);
    }
    waiting = waiting.slice(at);
    busy = at === linesPerTurn;
    if (busy) setImmediate(rest);
    if (ended) return;
    if (waiting.length > 0 || !options.mayDeliver()) input.pause();
    else if (input.isPaused()) input.resume();
  };
  const receive = (chunk: Buffer | string) => {
    waiting.push(...splitter.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk));
    pump();
  };
  const end = () => {
    if (ended) return;
    ended = true;
    input.off("data", receive);
    input.pause();
    waiting.push(...splitter.end());
    pump();
    options.onEnd();
  };

  return {
    get empty() {
      return waiting.length === 0;
    },
    start: () => {
      if (input.readableEnded || input.destroyed) return end();
      input.on("error", end);
      input.on("end", end);
      input.on("close", end);
      input.on("data", receive);
    },
    stop: end,
    pump,
  };
};
