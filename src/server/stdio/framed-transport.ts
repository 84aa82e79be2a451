import type { Readable, Writable } from "node:stream";
import type { JSONRPCMessage, Transport } from "@modelcontextprotocol/server";
import { createInFlight } from "./in-flight.ts";
import { createInbox } from "./inbox.ts";
import type { Limits } from "./limits.ts";
import { createOutbox } from "./outbox.ts";
import { readLine } from "./read-line.ts";
import { errorAnswer, errorCodes } from "./reading.ts";
import { isRequestId } from "./request-id.ts";

/** The SDK's transport over two byte streams, with the parts an orderly end needs. */
export interface FramedTransport extends Transport {
  /** Resolves when no more input will come: it ended, was stopped, or nobody reads the output. */
  readonly ended: Promise<void>;
  /** Takes no more input. */
  stop(): void;
  /**
   * Waits until every request received is answered, at most `ms`; then answers the rest with an
   * error, so that each has exactly one answer, and waits until the output is taken, at most `ms` again.
   */
  settle(ms: number): Promise<void>;
}

/** Makes a transport; nothing is read before the SDK starts it. */
export const createFramedTransport = (
  input: Readable,
  output: Writable,
  limits: Limits,
): FramedTransport => {
  let markEnded = () => {};
  const ended = new Promise<void>((resolve) => {
    markEnded = resolve;
  });
  let closed = false;
  let onProgress = () => {};
  const progress = () => {
    inbox.pump();
    onProgress();
  };

  const inFlight = createInFlight(progress);
  const outbox = createOutbox(output, progress, () => inbox.stop());
  const answer = (value: unknown) => void outbox.send(JSON.stringify(value));

  const inbox = createInbox({
    input,
    maxLineBytes: limits.lineBytes,
    mayDeliver: () =>
      outbox.queuedBytes <= limits.queuedBytes && inFlight.size < limits.inFlight && !closed,
    deliver: (line) => {
      const reading = readLine(line, limits);
      if (reading.type === "refused") reading.answers.forEach(answer);
      if (reading.type === "message") receive(reading.message);
    },
    onEnd: () => markEnded(),
  });

  const receive = (message: JSONRPCMessage) => {
    // A subscription stays open until the connection ends; nothing may wait for its answer.
    if (!("method" in message)) return transport.onmessage?.(message);
    const isRequest = "id" in message;
    // A subscription stays open until the connection ends; nothing may wait for its answer.
    if (isRequest && message.method !== "subscriptions/listen") inFlight.add(message.id);
    transport.onmessage?.(message);
    if (isRequest || message.method !== "notifications/cancelled") return;
    const cancelled = message.params?.requestId;
    if (isRequestId(cancelled)) inFlight.settle(cancelled);
  };

  /** Resolves when `done` holds, checked at every answer and every relief of the output. */
  const until = (done: () => boolean, ms: number): Promise<void> =>
    new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        onProgress = () => {};
        resolve();
      };
      const timer = setTimeout(finish, ms);
      onProgress = () => {
        if (outbox.broken || done()) finish();
      };
      onProgress();
    });

  const transport: FramedTransport = {
    ended,
    start: async () => inbox.start(),
    send: (message) => {
      if (closed) return Promise.resolve();
      const sent = outbox.send(JSON.stringify(message));
      if (!("method" in message) && message.id !== undefined) inFlight.settle(message.id);
      return sent;
    },
    stop: () => inbox.stop(),
    settle: async (ms) => {
      await until(() => inbox.empty && inFlight.size === 0, ms);
      closed = true;
      for (const id of inFlight.takeAll()) answer(errorAnswer(id, errorCodes.internal, endedText));
      await until(() => outbox.queuedBytes === 0, ms);
    },
    close: async () => {
      closed = true;
      inbox.stop();
      transport.onclose?.();
    },
  };
  return transport;
};

const endedText =
  "The server ended before this call did. Whether it took effect shows in status after a restart.";
