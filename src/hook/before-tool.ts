import { speaker, takeNote } from "./agent-notes.ts";
import type { HookAnswer, HookEvent } from "./event.ts";
import { isRecord, type Payload, textOf } from "./payload.ts";

/** The name of Baton's server where it comes with the plugin, and where a project names it. */
const names = /^mcp__(?:(plugin_baton)_)?baton__(\w+)$/;

/** These steer other people's work or answer for them: the person at the client is asked, as usual. */
const asked: ReadonlySet<string> = new Set(["decide_task", "control_workflow"]);

/** Before a tool of Baton's is used: notes who claims, and lets the plugin's own tools pass without a prompt. */
export const beforeTool = ({ payload, env }: HookEvent): HookAnswer => {
  const [, plugin, tool] = names.exec(textOf(payload, "tool_name") ?? "") ?? [];
  if (tool === undefined) return "";
  const use = textOf(payload, "tool_use_id");
  const agent = speaker(textOf(payload, "agent_id"), textOf(payload, "session_id"));
  if (tool === "execute_handoff" && use !== null && agent !== null) noteClaim(env, agent, use);
  return plugin !== undefined && isPlugins(payload) && isSafe(tool, payload) ? allow : "";
};

/** A call goes through also where the note cannot be written. */
const noteClaim = (env: NodeJS.ProcessEnv, agent: string, use: string): void => {
  try {
    takeNote(env, agent, { claim: use });
  } catch {
    // Then the agent is not sent back, and its usage is not measured.
  }
};

/** A server of the project's could take the plugin's name; the client says where the server really comes from. */
const isPlugins = ({ mcp_server: server }: Payload): boolean =>
  isRecord(server) && server.source === "plugin" && server.name === "plugin:baton:baton";

const isSafe = (tool: string, { tool_input: input }: Payload): boolean => {
  if (asked.has(tool)) return false;
  return tool !== "resume" || (isRecord(input) && input.rewind !== true);
};

const allow: HookAnswer = JSON.stringify({
  hookSpecificOutput: {
    hookEventName: "PreToolUse",
    permissionDecision: "allow",
    permissionDecisionReason: "Baton's own tool",
  },
});
