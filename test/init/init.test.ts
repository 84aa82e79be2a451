import { existsSync, lstatSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { baton, inTerminal } from "../e2e/command-line.ts";
import type { ScratchProject } from "../e2e/project-in.ts";
import { scratchProject } from "../e2e/scratch-project.ts";

const repository = join(import.meta.dirname, "..", "..");
const script = readFileSync(join(repository, "hooks", "hook.mjs"), "utf8");
const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));

const files = [".mcp.json", ".claude/settings.json", ".claude/hooks/baton.mjs"] as const;

const textOf = (project: ScratchProject, path: string): string | null => {
  const full = join(project.root, path);
  return existsSync(full) ? readFileSync(full, "utf8") : null;
};

const all = (project: ScratchProject) => files.map((path) => textOf(project, path));

describe("baton init", () => {
  test("adds server, permission and hooks to an empty project", async () => {
    const project = scratchProject();
    const { code, stdout } = await baton(project, ["init", "--yes"]);
    expect(code).toBe(0);
    const [mcp, settings, copied] = all(project);
    expect(JSON.parse(mcp ?? "")).toEqual({
      mcpServers: { baton: { command: "npx", args: ["-y", `baton-mcp@${version}`] } },
    });
    const { permissions, hooks } = JSON.parse(settings ?? "");
    expect(permissions).toEqual({
      allow: ["mcp__baton__*"],
      ask: ["mcp__baton__decide_task", "mcp__baton__control_workflow"],
    });
    const events = [
      "SessionStart",
      "PreToolUse",
      "SubagentStop",
      "StopFailure",
      "PreCompact",
      "SessionEnd",
    ];
    expect(Object.keys(hooks)).toEqual(events);
    for (const event of events) {
      expect(hooks[event]).toMatchObject([
        { hooks: [{ args: ["${CLAUDE_PROJECT_DIR}/.claude/hooks/baton.mjs", event] }] },
      ]);
    }
    expect(copied).toBe(script);
    for (const path of files) expect(stdout).toContain(`new ${path}`);
  });

  test("has nothing to do the second time", async () => {
    const project = scratchProject();
    await baton(project, ["init", "--yes"]);
    const before = all(project);
    const { code, stdout } = await baton(project, ["init", "--yes"]);
    expect(stdout).toMatch(/^Nothing to do/);
    expect(code).toBe(0);
    expect(all(project)).toEqual(before);
  });

  test("keeps to the letter what the user wrote", async () => {
    const project = scratchProject();
    const mcp =
      '{\n\t"mcpServers": {\n\t\t"other": {"command": "x", "big": 12345678901234567890}\n\t}\n}';
    const settings =
      '{"model":"opus", "permissions": { "allow": ["Bash(ls)"] , "deny":[] },\n  "hooks": {"SubagentStop": [{"hooks": [{"type": "command", "command": "say"}]}]}}\n';
    project.write(".mcp.json", mcp);
    project.write(".claude/settings.json", settings);
    expect((await baton(project, ["init", "--yes"])).code).toBe(0);
    const [newMcp = "", newSettings = ""] = all(project);
    for (const [before, after] of [
      [mcp, newMcp ?? ""],
      [settings, newSettings ?? ""],
    ] as const) {
      // Every letter is there, in the old order: things were only put in.
      let at = 0;
      for (const letter of before) at = after.indexOf(letter, at) + 1;
      expect(at).toBeGreaterThan(0);
      expect(() => JSON.parse(after)).not.toThrow();
    }
    expect(newMcp).toContain('"big": 12345678901234567890');
    expect(newMcp).toContain('\n\t\t"baton": {\n\t\t\t"command": "npx"');
    const parsed = JSON.parse(newSettings ?? "");
    expect(parsed.permissions.allow).toEqual(["Bash(ls)", "mcp__baton__*"]);
    expect(parsed.hooks.SubagentStop).toHaveLength(2);
    expect(parsed.hooks.SubagentStop[0]).toEqual({ hooks: [{ type: "command", command: "say" }] });
  });

  test("leaves a server of the user's under that name, rules about its tools, and a script that differs", async () => {
    const project = scratchProject();
    const mcp = '{ "mcpServers": { "baton": { "command": "node", "args": ["mine.js"] } } }\n';
    project.write(".mcp.json", mcp);
    project.write(".claude/settings.json", '{ "permissions": { "deny": ["mcp__baton"] } }');
    project.write(".claude/hooks/baton.mjs", "// mine\n");
    const { stdout } = await baton(project, ["init", "--yes"]);
    expect(stdout).toContain("baton.mjs differs from this version's");
    expect(textOf(project, ".mcp.json")).toBe(mcp);
    expect(textOf(project, ".claude/hooks/baton.mjs")).toBe("// mine\n");
    const settings = JSON.parse(textOf(project, ".claude/settings.json") ?? "");
    expect(settings.permissions).toEqual({ deny: ["mcp__baton"] });
  });

  const unusable: readonly (readonly [path: string, text: string, what: RegExp])[] = [
    [".mcp.json", '{ "mcpServers": {} // mine\n}', /\.mcp\.json is not JSON \(line 1, column 20\)/],
    [".claude/settings.json", "{", /settings\.json is not JSON/],
    [".mcp.json", "[]", /the file is no object/],
    [".mcp.json", '{"mcpServers": []}', /mcpServers is no object/],
    [".claude/settings.json", '{"hooks": {"PreCompact": {}}}', /hooks\.PreCompact is no list/],
    [".claude/settings.json", '{"permissions": {"allow": "all"}}', /permissions\.allow is no list/],
    [".claude/settings.json", '{"enabledPlugins": {"baton@baton": true}}', /uses Baton's plugin/],
  ];
  test.each(unusable)("writes nothing where %s is %s", async (path, text, what) => {
    const project = scratchProject();
    project.write(path, text);
    const before = all(project);
    const { code, stderr } = await baton(project, ["init", "--yes"]);
    expect(stderr).toMatch(what);
    expect(stderr).toContain("Nothing was written");
    expect(code).toBe(1);
    expect(all(project)).toEqual(before);
  });

  test("shows what it would write with --dry-run, and asks for --yes in a script", async () => {
    const project = scratchProject();
    project.write(".mcp.json", '{\n  "mcpServers": {\n    "other": {}\n  }\n}\n');
    const before = all(project);
    const dry = await baton(project, ["init", "--dry-run"]);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('\n-     "other": {}\n+     "other": {},\n+     "baton": {\n');
    const unsaid = await baton(project, ["init"]);
    expect(unsaid.code).toBe(1);
    expect(unsaid.stderr).toContain("--yes");
    expect(all(project)).toEqual(before);
  });

  test.each([
    ["y", 0],
    ["n", 1],
    ["", 1],
  ])("asks in a terminal, and takes %j as it is meant", async (typed, expected) => {
    const project = scratchProject();
    let asked = false;
    const { code } = await inTerminal(project, ["init"], (shown) => {
      if (asked || !shown.includes("[y/N]")) return null;
      asked = true;
      return typed;
    });
    expect(code).toBe(expected);
    expect(existsSync(join(project.root, ".mcp.json"))).toBe(expected === 0);
  });

  test("writes through a link, which stays", async () => {
    const project = scratchProject();
    project.write("shared/mcp.json", "{}");
    symlinkSync(join(project.root, "shared/mcp.json"), join(project.root, ".mcp.json"));
    await baton(project, ["init", "--yes"]);
    expect(lstatSync(join(project.root, ".mcp.json")).isSymbolicLink()).toBe(true);
    expect(textOf(project, "shared/mcp.json")).toContain("baton-mcp");
  });

  test("takes no arguments and no other options", async () => {
    const project = scratchProject();
    expect((await baton(project, ["init", "here"])).code).toBe(2);
    expect((await baton(project, ["init", "--force"])).code).toBe(2);
    expect(existsSync(join(project.root, ".mcp.json"))).toBe(false);
  });
});
