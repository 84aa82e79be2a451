import type { Writable } from "node:stream";

/** Lines on their way out, in order, never faster than the reader takes them. */
export interface Outbox {
  /** True once the reader is gone; everything sent from then on is dropped quietly. */
  readonly broken: boolean;
  /** Bytes accepted and not yet taken by the operating system. */
  readonly queuedBytes: number;
  /** Sends one line (without its newline); resolves when it was handed to the stream. */
  send(line: string): Promise<void>;
}

/**
 * Makes the outbox of a stream. `onRelief` runs whenever the stream took all it held, `onBroken`
 * once, when it cannot be written to any more (EPIPE and the like end the session, quietly).
 */
export const createOutbox = (
  output: Writable,
  onRelief: () => void,
  onBroken: () => void,
): Outbox => {
  const waiting: { readonly line: string; readonly resolve: () => void }[] = [];
  let waitingBytes = 0;
  let congested = false;
  let broken = false;

  const write = (line: string) => {
    congested = !output.write(line, () => {
      if (output.writableLength === 0) onRelief();
    });
  };
  const breakOff = () => {
    if (broken) return;
    broken = true;
    for (const { resolve } of waiting.splice(0)) resolve();
    waitingBytes = 0;
    onBroken();
  };
  const relieve = () => {
    congested = false;
    let taken = 0;
    while (!congested && taken < waiting.length) {
      const next = waiting[taken];
      taken += 1;
      if (next === undefined) break;
      waitingBytes -= Buffer.byteLength(next.line);
      write(next.line);
      next.resolve();
    }
    waiting.splice(0, taken);
    onRelief();
  };

  // These listeners stay for good: a late EPIPE without one would crash the process.
  output.on("error", breakOff);
  output.on("close", breakOff);
  output.on("drain", relieve);

  return {
    get broken() {
      return broken;
    },
    get queuedBytes() {
      return broken ? 0 : waitingBytes + output.writableLength;
    },
    send: (line) => {
      if (broken) return Promise.resolve();
      const framed = `${line}\n`;
      if (!congested) {
        write(framed);
        return Promise.resolve();
      }
      waitingBytes += Buffer.byteLength(framed);
      return new Promise((resolve) => {
        waiting.push({ line: framed, resolve });
      });
    },
  };
};
