import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** How to start a server. */
export interface Launch {
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A running server and the pipe to it. One request at a time: what is measured is one caller's wait. */
export interface Client {
  /** Milliseconds from the start of the process to the answer to `initialize`. */
  readonly initializedMs: number;
  /** Milliseconds since the process was started. */
  age(): number;
  /** Sends a request; its result with the time from the write to the answer, in milliseconds. */
  request(method: string, params: object): Promise<Timed>;
  /** Calls a tool; throws when it is refused. */
  call(tool: string, args: object, toolUse?: string): Promise<Timed>;
  /** Resident memory now and at its highest, in MB; null where the system does not tell. */
  memory(): { readonly now: number; readonly peak: number } | null;
  close(): Promise<void>;
  /** Ends it as a crash does. */
  kill(): Promise<void>;
}

/** A result with its time in milliseconds. */
export interface Timed {
  readonly ms: number;
  readonly result: Readonly<Record<string, unknown>>;
}

/** Starts a server and shakes hands with it, as a client of 2025 does. */
export const openClient = async ({ args, cwd, env }: Launch): Promise<Client> => {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const nextLine = lineReader(child);
  let lastId = 0;
  const send = (message: object): void => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  };
  const request = async (method: string, params: object): Promise<Timed> => {
    const id = ++lastId;
    const sentAt = performance.now();
    send({ id, method, params });
    const line = await nextLine();
    const ms = performance.now() - sentAt;
    const message: { id: unknown; result?: Record<string, unknown> } = JSON.parse(line);
    if (message.id !== id || message.result === undefined) throw new Error(`${method}: ${line}`);
    return { ms, result: message.result };
  };
  await request("initialize", {
    protocolVersion: "2025-06-18",
    capabilities: {},
    clientInfo: { name: "bench", version: "1.0.0" },
  });
  const initializedMs = performance.now() - startedAt;
  send({ method: "notifications/initialized" });
  return {
    initializedMs,
    age: () => performance.now() - startedAt,
    request,
    call: async (name, args, toolUse = `toolu_${process.pid}_${lastId}`) => {
      // Claude Code names each use of a tool; Baton keeps the name with what it writes, so that nothing is done twice.
      const meta = { "claudecode/toolUseId": toolUse };
      const answer = await request("tools/call", { name, arguments: args, _meta: meta });
      const { isError, structuredContent: content } = answer.result;
      if (isError === true || typeof content !== "object" || content === null) {
        throw new Error(`${name}: ${JSON.stringify(answer.result)}`);
      }
      return { ms: answer.ms, result: { ...content } };
    },
    memory: () => memoryOf(child.pid),
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
    close: async () => {
      child.stdin.end();
      await exited;
    },
  };
};

/** Gives the lines of the server's output one by one; rejects once it has ended. */
const lineReader = (child: ChildProcess): (() => Promise<string>) => {
  const lines: string[] = [];
  let waiting: { resolve: (line: string) => void; reject: (error: Error) => void } | undefined;
  let rest = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    const line = waiting === undefined ? undefined : lines.shift();
    if (line !== undefined) waiting?.resolve(line);
    if (line !== undefined) waiting = undefined;
  });
  child.once("exit", () => waiting?.reject(new Error("the server has ended")));
  return () =>
    new Promise((resolve, reject) => {
      const line = lines.shift();
      if (line === undefined) waiting = { resolve, reject };
      else resolve(line);
    });
};

const memoryOf = (pid: number | undefined): ReturnType<Client["memory"]> => {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    const of = (field: string): number =>
      Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(text)?.[1]) / 1024;
    return { now: of("VmRSS"), peak: of("VmHWM") };
  } catch {
    return null;
  }
};
