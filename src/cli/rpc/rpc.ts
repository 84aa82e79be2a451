import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { rpcMessage } from "./rpc-message.ts";

/** How to start a server that speaks JSON-RPC on stdio. */
interface RpcOptions {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Kills the server when it aborts. */
  readonly signal: AbortSignal;
  /** Answers what the server asks of its client. */
  readonly onRequest: (method: string, params: Record<string, unknown>) => unknown;
}

/** A connection to a server process of our own. */
export interface Rpc {
  /** Rejects when the server answers with an error, is gone, or takes longer than 20 s. */
  readonly request: (method: string, params: object) => Promise<unknown>;
  readonly notify: (method: string) => void;
  /** Ends it as a client does, by closing its input; kills it when it does not go. */
  readonly close: () => Promise<void>;
  /** Ends it as a crash does, with SIGKILL. */
  readonly kill: () => Promise<void>;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts `node ...args`; messages are lines of JSON, as MCP's stdio transport has them. */
export const openRpc = ({ args, cwd, env, signal, onRequest }: RpcOptions): Rpc => {
  const child = spawn(process.execPath, args, { cwd, env, signal, killSignal: "SIGKILL" });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let complaints = "";
  const send = (message: object): void => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  };
  const failAll = (reason: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(reason));
    waiting.clear();
  };
  const answer = async (id: string | number, method: string, params: Record<string, unknown>) => {
    try {
      send({ id, result: await onRequest(method, params) });
    } catch (error) {
      send({ id, error: { code: -32603, message: String(error) } });
    }
  };
  const receive = (line: string): void => {
    const message = rpcMessage.parse(JSON.parse(line));
    if (message.method !== undefined) {
      if (message.id !== undefined) void answer(message.id, message.method, message.params);
      return;
    }
    const call = typeof message.id === "number" ? waiting.get(message.id) : undefined;
    if (call === undefined || typeof message.id !== "number") return;
    waiting.delete(message.id);
    if (message.error === undefined) call.resolve(message.result);
    else call.reject(new Error(`${message.error.message} (${message.error.code})`));
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    try {
      receive(line);
    } catch {
      failAll(`the server printed something that is not JSON-RPC: ${line.slice(0, 200)}`);
    }
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    complaints = (complaints + chunk).slice(-2000);
  });
  child.stdin.on("error", () => {});
  child.once("error", (error) => failAll(`the server did not start: ${error.message}`));
  child.once("close", () =>
    failAll(`the server is gone. It said last: ${complaints || "nothing"}`),
  );

  return {
    request: (method, params) =>
      new Promise((resolve, reject) => {
        if (hasEnded(child)) return reject(new Error(`the server is gone: ${complaints}`));
        const id = ++lastId;
        const late = setTimeout(() => {
          waiting.delete(id);
          reject(new Error(`no answer to ${method} within 20 s. It said last: ${complaints}`));
        }, 20_000);
        const settle =
          <T>(then: (value: T) => void) =>
          (value: T): void => {
            clearTimeout(late);
            then(value);
          };
        waiting.set(id, { resolve: settle(resolve), reject: settle(reject) });
        send({ id, method, params });
      }),
    notify: (method) => send({ method }),
    close: async () => {
      child.stdin.end();
      const gone = await endsWithin(child, 1_500);
      if (!gone) await killNow(child);
    },
    kill: () => killNow(child),
  };
};

const hasEnded = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

const endsWithin = async (child: ChildProcess, ms: number): Promise<boolean> => {
  if (hasEnded(child)) return true;
  const signal = AbortSignal.timeout(ms);
  return once(child, "exit", { signal }).then(
    () => true,
    () => false,
  );
};

const killNow = async (child: ChildProcess): Promise<void> => {
  if (hasEnded(child)) return;
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
};
