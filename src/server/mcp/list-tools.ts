import type { ListToolsResult } from "@modelcontextprotocol/server";
import { tools } from "../../tools/registry.ts";
import type { Tool } from "../../tools/tool.ts";
import { inputSchema, outputSchema } from "../../tools/tool-schema.ts";

let listed: ListToolsResult["tools"] | undefined;

/** Every tool as clients see it; made once. */
export const listTools = (): ListToolsResult["tools"] => {
  listed ??= tools.map(describe);
  return listed;
};

const describe = (tool: Tool): ListToolsResult["tools"][number] => ({
  name: tool.name,
  title: tool.title,
  description: tool.description,
  inputSchema: { ...inputSchema(tool), type: "object" },
  outputSchema: { ...outputSchema(tool), type: "object" },
  annotations: {
    title: tool.title,
    readOnlyHint: tool.readOnly,
    destructiveHint: tool.destructive,
    idempotentHint: tool.readOnly,
    openWorldHint: false,
  },
  _meta:
    tool.search === "always"
      ? { "anthropic/alwaysLoad": true }
      : { "anthropic/searchHint": tool.search },
});
