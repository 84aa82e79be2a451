import type * as z from "zod";
import { openRpc } from "../rpc/rpc.ts";
import { DemoFailure, expect } from "./expectation.ts";
import { initialized, listedTools, refusedCall, toolAnswer } from "./results.ts";
import { batonProgram, type Scratch } from "./scratch.ts";

/** The refusal of a tool: its code, and the text a model would read. */
export interface Refused {
  readonly code: string;
  readonly text: string;
}

/** A running Baton server with this demo as its client. */
export interface Baton {
  readonly version: string;
  readonly protocol: string;
  readonly tools: readonly string[];
  /** Calls a tool that must accept; the result is checked against `shape`. */
  readonly call: <T extends z.ZodType>(
    tool: string,
    args: object,
    shape: T,
  ) => Promise<z.output<T>>;
  /** Calls a tool that must refuse with this code. */
  readonly callRefused: (tool: string, args: object, code: string) => Promise<Refused>;
  readonly close: () => Promise<void>;
  readonly kill: () => Promise<void>;
}

/** Answers an elicitation, as the person in front of the client would. */
type AnswerElicitation = (params: Record<string, unknown>) => unknown;

/** Starts the server on the scratch project and shakes hands, as a client that can ask its user things. */
export const startBaton = async (
  { project, env }: Scratch,
  onElicitation: AnswerElicitation,
  signal: AbortSignal,
): Promise<Baton> => {
  const rpc = openRpc({
    args: [batonProgram, "serve"],
    cwd: project,
    env,
    signal,
    onRequest: (method, params) => {
      if (method === "elicitation/create") return onElicitation(params);
      if (method === "ping") return {};
      throw new Error(`this client does not answer ${method}`);
    },
  });
  try {
    const { protocolVersion, serverInfo } = initialized.parse(
      await rpc.request("initialize", {
        protocolVersion: "2025-11-25",
        capabilities: { elicitation: { form: {} } },
        clientInfo: { name: "baton-demo", version: "1.0.0" },
      }),
    );
    rpc.notify("notifications/initialized");
    const { tools } = listedTools.parse(await rpc.request("tools/list", {}));
    const ask = async (name: string, args: object) =>
      toolAnswer.parse(await rpc.request("tools/call", { name, arguments: args }));
    return {
      version: serverInfo.version,
      protocol: protocolVersion,
      tools: tools.map(({ name }) => name),
      call: async (tool, args, shape) => {
        const answer = await ask(tool, args);
        expect(answer.isError !== true, `${tool} accepts the call`, textOf(answer));
        const parsed = shape.safeParse(answer.structuredContent);
        if (parsed.success) return parsed.data;
        const saw = JSON.stringify(answer.structuredContent)?.slice(0, 1000);
        throw new DemoFailure(
          `${tool} answers as documented\n  ${parsed.error.message}\n  saw: ${saw}`,
        );
      },
      callRefused: async (tool, args, code) => {
        const answer = await ask(tool, args);
        const refused = refusedCall.safeParse(answer.structuredContent);
        expect(answer.isError === true && refused.success, `${tool} refuses with ${code}`, answer);
        expect(refused.data.code === code, `${tool} refuses with ${code}`, refused.data);
        return { code, text: textOf(answer) };
      },
      close: rpc.close,
      kill: rpc.kill,
    };
  } catch (error) {
    await rpc.kill();
    throw error;
  }
};

const textOf = ({ content }: z.output<typeof toolAnswer>): string =>
  content.map(({ text = "" }) => text).join("\n");
