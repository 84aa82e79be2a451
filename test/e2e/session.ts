import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import type { ScratchProject } from "./scratch-project.ts";

/** The two ways a client can speak: with a handshake, or with an envelope in each request. */
export const eras = ["initialize", "2026-07-28"] as const;
export type Era = (typeof eras)[number];

/** A tool's result as it came over the wire. */
export interface ToolResult {
  readonly structuredContent: Record<string, any>;
  readonly content: readonly { readonly type: string; readonly text: string }[];
  readonly isError?: boolean;
}

/** A person at the client, answering forms. */
export type Person = (form: { readonly message: string; readonly requestedSchema: any }) => {
  readonly action: "accept" | "decline" | "cancel";
  readonly content?: Record<string, unknown>;
};

/** A client's session with a real server process. */
export interface Session {
  readonly process: ChildProcess;
  readonly stderr: () => string;
  request(method: string, params?: Record<string, unknown>): Promise<any>;
  /** Calls a tool; fails the test when it is refused. */
  call(name: string, args?: Record<string, unknown>): Promise<Record<string, any>>;
  /** Calls a tool and returns whatever came. */
  tryCall(name: string, args?: Record<string, unknown>, meta?: Record<string, unknown>): Promise<ToolResult>;
  kill(signal?: NodeJS.Signals): Promise<void>;
  close(): Promise<number | null>;
}

const program = join(import.meta.dirname, "..", "..", "bin", "baton.js");

/** Starts a server in the project and opens a session in the given era. */
export const openSession = async (
  project: ScratchProject,
  options: {
    readonly era?: Era;
    readonly env?: Record<string, string>;
    readonly person?: Person;
    readonly args?: readonly string[];
  } = {},
): Promise<Session> => {
  const { era = "initialize", person } = options;
  const child = spawn(process.execPath, [program, "serve", ...(options.args ?? [])], {
    cwd: project.root,
    env: { ...project.env, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill("SIGKILL");
      await exited;
    }
  });
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const waiting = new Map<number, (message: any) => void>();
  const send = (message: object): void => {
    child.stdin.write(`${JSON.stringify(message)}\n`);
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = JSON.parse(line);
    if (message.method === "elicitation/create") {
      const result = person?.(message.params) ?? { action: "cancel" };
      send({ jsonrpc: "2.0", id: message.id, result });
    } else if (message.id !== undefined) {
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
    }
  });
  const capabilities = person === undefined ? {} : { elicitation: { form: {} } };
  const clientInfo = { name: "test-client", version: "1.0.0" };
  const envelope =
    era === "initialize"
      ? {}
      : {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientInfo": clientInfo,
          "io.modelcontextprotocol/clientCapabilities": capabilities,
        };
  let nextId = 1;
  const request = async (method: string, params: Record<string, unknown> = {}): Promise<any> => {
    const id = nextId++;
    const answered = new Promise<any>((resolve, reject) => {
      waiting.set(id, resolve);
      exited.then(() => reject(new Error(`server ended; stderr: ${stderr}`)));
    });
    const meta = { ...envelope, ...(params["_meta"] as object | undefined) };
    send({
      jsonrpc: "2.0",
      id,
      method,
      params: { ...params, ...(Object.keys(meta).length > 0 ? { _meta: meta } : {}) },
    });
    const message = await answered;
    if (message.error !== undefined) throw new Error(`${method}: ${JSON.stringify(message.error)}`);
    return message.result;
  };
  if (era === "initialize") {
    await request("initialize", { protocolVersion: "2025-06-18", capabilities, clientInfo });
    send({ jsonrpc: "2.0", method: "notifications/initialized" });
  } else {
    await request("server/discover");
  }
  const tryCall: Session["tryCall"] = async (name, args = {}, meta) => {
    const params = { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) };
    const result = await request("tools/call", params);
    if (result.resultType !== "input_required") return result;
    const form = result.inputRequests.answer.params;
    const answer = person?.(form) ?? { action: "cancel" };
    return request("tools/call", { ...params, inputResponses: { answer } });
  };
  return {
    process: child,
    stderr: () => stderr,
    request,
    tryCall,
    call: async (name, args) => {
      const result = await tryCall(name, args);
      if (result.isError) throw new Error(`${name}: ${result.content[0]?.text}`);
      return result.structuredContent;
    },
    kill: async (signal = "SIGKILL") => {
      child.kill(signal);
      await exited;
    },
    close: async () => {
      child.stdin.end();
      await exited;
      return child.exitCode;
    },
  };
};
