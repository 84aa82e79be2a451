import type { Json } from "../../core/json.ts";

/** Where a project keeps the script that hands the client's events on; the same file as the plugin's. */
export const scriptPath = ".claude/hooks/baton.mjs";

/** The tools that pass without a prompt, and those that ask for each call because they steer others' work. */
export const allowed = "mcp__baton__*";
export const asked: readonly string[] = ["mcp__baton__decide_task", "mcp__baton__control_workflow"];

/** The events a project hooks, with what they are narrowed to; hooks/hooks.json has the plugin's. */
export const hookedEvents: Readonly<Record<string, string | null>> = {
  SessionStart: "startup|resume|compact",
  PreToolUse: "mcp__baton__execute_handoff",
  SubagentStop: null,
  StopFailure: null,
  PreCompact: null,
  SessionEnd: null,
};

/** The entry of `.mcp.json` for a version of the package. */
export const serverEntry = (version: string): Json => ({
  command: "npx",
  args: ["-y", `baton-mcp@${version}`],
});

/** The entry of `.claude/settings.json` for one event. */
export const hookEntry = (event: string, matcher: string | null): Json => ({
  ...(matcher === null ? {} : { matcher }),
  hooks: [
    {
      type: "command",
      command: "node",
      args: [`\${CLAUDE_PROJECT_DIR}/${scriptPath}`, event],
      timeout: 10,
    },
  ],
});
