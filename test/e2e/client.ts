import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { checkResult, rememberTools } from "./check-result.ts";
import type { Content, ToolResult } from "./content.ts";
import type { ScratchProject } from "./project-in.ts";

/** The two ways a client can speak: with a handshake, or with an envelope in each request. */
export const eras = ["initialize", "2026-07-28"] as const;
export type Era = (typeof eras)[number];

/** A form the server puts to the person at the client. */
export interface Form {
  readonly message: string;
  readonly requestedSchema: {
    readonly properties: Readonly<Record<string, { readonly enum?: readonly string[] }>>;
    readonly required: readonly string[];
  };
}

/** A person at the client, answering forms. */
export type Person = (form: Form) => {
  readonly action: "accept" | "decline" | "cancel";
  readonly content?: Readonly<Record<string, unknown>>;
};

/** Anything tools can be called through: a session with a server, or an engine under a virtual clock. */
export interface ToolCaller {
  /** Calls a tool; fails the test when it is refused. */
  call(name: string, args?: object): Promise<Content>;
  /** Calls a tool that is to be refused; fails the test when it is not. */
  refused(name: string, args?: object): Promise<Content>;
  /** Calls a tool and returns whatever came. */
  tryCall(name: string, args?: object, meta?: object): Promise<ToolResult>;
}

/** What a request is answered with. */
export interface Reply {
  readonly [key: string]: unknown;
  readonly content: readonly { readonly type: string; readonly text: string }[];
}

/** A client's session with a real server process. */
export interface Session extends ToolCaller {
  readonly process: ChildProcess;
  /** What the server said of itself when the session began. */
  readonly greeting: Readonly<Record<string, unknown>>;
  stderr(): string;
  /** Sends a request; rejects with the error it is answered with. */
  request(method: string, params?: object): Promise<Reply>;
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Ends the input; returns the exit code. */
  close(): Promise<number | null>;
}

/** How a session is opened. */
export interface SessionOptions {
  readonly era?: Era;
  readonly env?: Readonly<Record<string, string>>;
  readonly person?: Person;
  /** What happens while the person looks at a form. */
  readonly meanwhile?: () => Promise<unknown>;
  /** The number of another user of the machine who runs the server; only the superuser may say so. */
  readonly uid?: number;
  /** Another installation's program. */
  readonly program?: string;
  /** Arguments after `serve`. */
  readonly args?: readonly string[];
}

export const program: string = join(import.meta.dirname, "..", "..", "bin", "baton.js");

/** Starts a server in the project, which the caller ends, and opens a session in the given era. */
export const startSession = async (
  project: ScratchProject,
  options: SessionOptions = {},
): Promise<Session> => {
  const { era = "initialize", env, person, meanwhile, args = [], uid } = options;
  const child = spawn(process.execPath, [options.program ?? program, "serve", ...args], {
    cwd: project.root,
    env: { ...project.env, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    ...(uid === undefined ? {} : { uid }),
  });
  const exited = once(child, "exit");
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  // A server that was killed does not read on.
  child.stdin.on("error", () => {});
  const waiting = new Map<
    number,
    { resolve(message: Message): void; reject(error: Error): void }
  >();
  exited.then(() => {
    for (const { reject } of waiting.values()) reject(new Error(`server ended; stderr: ${stderr}`));
  });
  const send = (message: object): void => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  };
  const fillIn = async (form: Form) => {
    const answer = person?.(form) ?? { action: "cancel" };
    await meanwhile?.();
    return answer;
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message: Message = JSON.parse(line);
    if (message.method === "elicitation/create") {
      void fillIn(message.params).then((result) => send({ id: message.id, result }));
    } else if (message.id !== undefined) {
      waiting.get(message.id)?.resolve(message);
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
  const request = async (method: string, params: object = {}): Promise<Reply> => {
    const id = nextId++;
    const answered = new Promise<Message>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
    const meta = { ...envelope, ...("_meta" in params ? Object(params._meta) : {}) };
    send({
      id,
      method,
      params: { ...params, ...(Object.keys(meta).length > 0 ? { _meta: meta } : {}) },
    });
    const { error, result } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${JSON.stringify(error)}`);
    return result;
  };
  const greeting = await request(
    era === "initialize" ? "initialize" : "server/discover",
    era === "initialize" ? { protocolVersion: "2025-06-18", capabilities, clientInfo } : {},
  );
  if (era === "initialize") send({ method: "notifications/initialized" });
  await rememberTools(() => request("tools/list"));

  const tryCall: Session["tryCall"] = async (name, args = {}, meta) => {
    const params = { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) };
    let result: Asking = await request("tools/call", params);
    if (result.resultType === "input_required" && result.inputRequests !== undefined) {
      const answer = await fillIn(result.inputRequests.answer.params);
      const { requestState } = result;
      const given = { ...params, inputResponses: { answer }, requestState };
      result = await request("tools/call", given);
    }
    return checkResult(name, result);
  };
  return {
    process: child,
    greeting,
    stderr: () => stderr,
    request,
    ...callsOf(tryCall),
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

/** The three ways to call, from the one that takes whatever comes. */
export const callsOf = (tryCall: ToolCaller["tryCall"]): ToolCaller => ({
  tryCall,
  call: async (name, args) => {
    const { isError, content, structuredContent } = await tryCall(name, args);
    if (isError === true) throw new Error(`${name} was refused: ${content[0]?.text}`);
    return structuredContent;
  },
  refused: async (name, args) => {
    const { isError, content, structuredContent } = await tryCall(name, args);
    if (isError !== true) throw new Error(`${name} was not refused: ${content[0]?.text}`);
    return structuredContent;
  },
});

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params: Form;
  readonly result: Reply;
  readonly error?: { readonly code: number; readonly message: string };
}

/** An answer of the newer protocol that asks the person first. */
interface Asking extends Reply {
  readonly resultType?: unknown;
  readonly requestState?: string;
  readonly inputRequests?: { readonly answer: { readonly params: Form } };
}
