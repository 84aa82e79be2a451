import type { Readable, Writable } from "node:stream";
import type { McpServerFactory } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import { createFramedTransport } from "./framed-transport.ts";
import { defaultLimits, type Limits } from "./limits.ts";

/** What a session over two streams needs. */
export interface FramedOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Called once per connection, and once more where a client probes before it falls back: keep it cheap. */
  readonly buildServer: McpServerFactory;
  /** Runs once, after the last answer: close stores here. */
  readonly onClose: () => void | Promise<void>;
  /** Reports what went wrong beside the protocol; never changes what is sent. */
  readonly onError?: (error: Error) => void;
  readonly limits?: Partial<Limits>;
  /** How long requests in flight may still finish at the end, and then the output be taken. Default 150 each. */
  readonly settleMs?: number;
}

/** A running session. */
export interface FramedServer {
  /** Resolves as soon as the end begins. */
  readonly ending: Promise<void>;
  /** Resolves when `onClose` has run; rejects with what it threw. */
  readonly closed: Promise<void>;
  /** Begins the end, as the end of input does; calling it again changes nothing. */
  shutdown(): Promise<void>;
}

/**
 * Serves MCP, both protocol eras, over two streams: one JSON message a line, every request answered
 * exactly once (cancelled ones excepted, as the protocol has it), whatever else the input holds.
 * When the input ends, requests in flight are given a moment to answer; the process is left to the caller.
 */
export const serveFramed = (options: FramedOptions): FramedServer => {
  const { input, output, buildServer, onClose, onError, settleMs = 150 } = options;
  const transport = createFramedTransport(input, output, { ...defaultLimits, ...options.limits });
  const session = serveStdio(buildServer, { transport, ...(onError && { onerror: onError }) });

  const closed = transport.ended.then(async () => {
    await transport.settle(settleMs);
    await session.close();
    await onClose();
  });
  return {
    ending: transport.ended,
    closed,
    shutdown: () => {
      transport.stop();
      return closed;
    },
  };
};
