import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { hookedEvents } from "../../src/cli/init/wanted.ts";
import { quoted, section, table } from "../docs/markdown.ts";
import { projectIn } from "../e2e/project-in.ts";

const repository = join(import.meta.dirname, "..", "..");
const json = (path: string) => JSON.parse(readFileSync(join(repository, path), "utf8"));

const plugin = json(".claude-plugin/plugin.json");
const { hooks } = json("hooks/hooks.json");
const manifest = json("package.json");

describe("the plugin", () => {
  test("has the package's version, and its server is the package of that version", () => {
    expect(plugin.version).toBe(manifest.version);
    expect(plugin.mcpServers.baton).toEqual({
      command: "npx",
      args: ["-y", `${manifest.name}@${manifest.version}`],
    });
  });

  test("is in the marketplace of the repository, under its name", () => {
    const { plugins } = json(".claude-plugin/marketplace.json");
    expect(plugins).toMatchObject([{ name: plugin.name, source: "./" }]);
  });

  test("starts every hook without a shell, by the script that is there", () => {
    for (const [event, groups] of Object.entries<{ hooks: object[] }[]>(hooks)) {
      expect(groups).toMatchObject([
        {
          hooks: [
            {
              type: "command",
              command: "node",
              args: ["${CLAUDE_PLUGIN_ROOT}/hooks/hook.mjs", event],
            },
          ],
        },
      ]);
    }
    expect(existsSync(join(repository, "hooks/hook.mjs"))).toBe(true);
  });

  test("hooks what a project hooks by baton init", () => {
    expect(Object.keys(hooks)).toEqual(Object.keys(hookedEvents));
    expect(hooks.SessionStart[0].matcher).toBe(hookedEvents.SessionStart);
  });

  test("hooks events that the hook program knows", () => {
    const main = readFileSync(join(repository, "src/hook/main.ts"), "utf8");
    const known = [...main.matchAll(/^ {2}(\w+): async \(\) => \(await import/gm)];
    expect(known.map(([, name]) => name).sort()).toEqual(Object.keys(hooks).sort());
  });

  test("is described with every hook and what it is narrowed to", () => {
    const rows = table(section("docs/plugin.md", "What the hooks do"), "event");
    expect(rows.map(([event]) => event)).toEqual(Object.keys(hooks).map((name) => `\`${name}\``));
    expect(quoted(rows[0]?.[1] ?? "").join("|")).toBe(hooks.SessionStart[0].matcher);
  });

  test("has skills that say what they are and lead only to files that are there", () => {
    const [name = "", ...more] = readdirSync(join(repository, "skills"));
    expect(more).toEqual([]);
    const text = readFileSync(join(repository, "skills", name, "SKILL.md"), "utf8");
    expect(text).toMatch(new RegExp(`^---\\nname: ${name}\\ndescription: .{50,500}\\n---\\n`));
    for (const [, path = ""] of text.matchAll(/\]\((\S+)\)/g))
      expect(existsSync(join(repository, "skills", name, path)), path).toBe(true);
  });
});

test("the packed package serves the hooks of a plugin that was cloned and never built", async () => {
  const base = mkdtempSync(join(tmpdir(), "baton-packed-"));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const packed: readonly [{ readonly filename: string; readonly files: { path: string }[] }] =
    JSON.parse(
      execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", base], {
        cwd: repository,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
    );
  const [{ filename, files }] = packed;
  for (const path of [
    ".claude-plugin/plugin.json",
    "hooks/hooks.json",
    "skills/orchestration/SKILL.md",
  ])
    expect(files.map((file) => file.path)).toContain(path);
  execFileSync("tar", ["xzf", join(base, filename), "-C", base]);
  symlinkSync(join(repository, "node_modules"), join(base, "package", "node_modules"));
  const clone = join(base, "clone");
  mkdirSync(join(clone, "hooks"), { recursive: true });
  execFileSync("cp", [join(repository, "hooks/hook.mjs"), join(clone, "hooks/hook.mjs")]);

  const project = projectIn(base);
  const env = { ...project.env, CLAUDE_CODE_SESSION_ID: "s", CLAUDE_PROJECT_DIR: project.root };
  const run = (args: readonly string[], input = "") =>
    execFileSync(process.execPath, args, { cwd: project.root, env, input, encoding: "utf8" });
  const baton = join(base, "package", "bin", "baton.js");
  // The server writes where it is and ends with its input.
  run([baton, "serve"]);
  const args = {
    to_agent: "builder",
    context: { feature_description: "limit logins" },
    expected_output: { deliverables: [], acceptance_criteria: [] },
  };
  run([baton, "call", "create_handoff", JSON.stringify(args)]);
  const said = run([join(clone, "hooks/hook.mjs"), "SessionStart"], '{"session_id":"s"}');
  expect(JSON.parse(said).hookSpecificOutput.additionalContext).toContain('"limit logins"');
});
