import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  inputRequired,
  inputResponse,
  ResourceNotFoundError,
  Server,
} from "@modelcontextprotocol/server";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { lazily } from "../../engine/lazily.ts";
import type { Baton } from "../baton.ts";
import { instructions } from "../instructions.ts";
import { packageVersion } from "../package-info.ts";
import type { Allowance } from "./allowance.ts";
import { canElicitForm, elicitedOf, recordOf, textOf } from "./wire.ts";

const calling = lazily(() => import("../call-tool.ts"));
const answering = lazily(() => import("./tool-result.ts"));

const tooFast = (waitMs: number): Refusal =>
  refuse(
    "busy",
    "This connection makes more calls than it may; this one was not looked at.",
    `Wait ${waitMs} ms and call again. If nothing you do needs so many calls, stop: something runs in a circle.`,
    { retry_after_ms: waitMs },
  );

/** The MCP face of Baton for one connection. Cheap: what handlers need is loaded when one is first called. */
export const buildServer = (baton: Baton, allowance: Allowance): Server => {
  const server = new Server(
    { name: "baton", title: "Baton", version: packageVersion() },
    { instructions, capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} } },
  );
  server.setRequestHandler("tools/list", async () => {
    const { builtTools } = await import("./built-tools.ts");
    return { tools: await builtTools() };
  });
  server.setRequestHandler("tools/call", async (request, ctx) => {
    const waitMs = allowance.take();
    const { toolResult } = await answering();
    if (waitMs > 0) return toolResult(tooFast(waitMs));
    const { callTool } = await calling();
    const { _meta: meta } = ctx.mcpReq;
    // The newer protocol sends these with each request, the older one once.
    const envelope = recordOf(ctx.mcpReq.envelope);
    const capabilities = envelope[CLIENT_CAPABILITIES_META_KEY] ?? server.getClientCapabilities();
    const client = envelope[CLIENT_INFO_META_KEY] ?? server.getClientVersion();
    const outcome = await callTool(baton, {
      name: request.params.name,
      args: request.params.arguments,
      toolUseId: textOf(recordOf(meta)["claudecode/toolUseId"]),
      client: textOf(recordOf(client).name) ?? "client",
      canElicit: canElicitForm(capabilities),
      elicited: elicitedOf(
        inputResponse(ctx.mcpReq.inputResponses, "answer"),
        ctx.mcpReq.requestState(),
      ),
    });
    if (outcome.type !== "ask") return toolResult(outcome);
    const { message, schema, state } = outcome;
    return inputRequired({
      requestState: state,
      inputRequests: {
        answer: inputRequired.elicit({
          message,
          requestedSchema: JSON.parse(JSON.stringify(schema)),
        }),
      },
    });
  });
  server.setRequestHandler("resources/list", async () => {
    const { listResources } = await import("./resources.ts");
    return { resources: await listResources(baton) };
  });
  server.setRequestHandler("resources/templates/list", async () => {
    const { resourceTemplates } = await import("./resources.ts");
    return { resourceTemplates: [...resourceTemplates] };
  });
  server.setRequestHandler("resources/read", async (request) => {
    const { readResource } = await import("./resources.ts");
    const found = await readResource(baton, request.params.uri);
    if (found === null) throw new ResourceNotFoundError(request.params.uri);
    return { contents: [found] };
  });
  server.setRequestHandler("prompts/list", async () => {
    const { listPrompts } = await import("./prompts.ts");
    return { prompts: listPrompts() };
  });
  server.setRequestHandler("prompts/get", async (request) => {
    const { getPrompt } = await import("./prompts.ts");
    return getPrompt(request.params.name, request.params.arguments ?? {});
  });
  server.setRequestHandler("completion/complete", async (request) => {
    const { complete } = await import("./completions.ts");
    const { ref, argument } = request.params;
    const values = await complete(baton, ref, argument);
    return { completion: { values: values.slice(0, 100), hasMore: values.length > 100 } };
  });
  return server;
};
