import { chmodSync, mkdirSync, rmSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createAgentRegistry, type FoundAgent } from "../../src/agents/agent-registry.ts";
import { agentFile, scratch } from "./scratch.ts";

const { folder, write } = scratch();

/** A project with all four sources, and a clock that the test moves by hand. */
const setUp = () => {
  const root = folder();
  const dirs = {
    project: join(root, "agents"),
    claude: join(root, ".claude", "agents"),
    user: join(root, "home", ".claude", "agents"),
    packaged: join(root, "packaged"),
  };
  let now = 0;
  const registry = createAgentRegistry({
    sources: [
      { source: "project", dir: dirs.project },
      { source: "project-claude", dir: dirs.claude },
      { source: "user", dir: dirs.user },
      { source: "packaged", dir: dirs.packaged },
    ],
    monotonic: () => now,
  });
  const later = (ms = 251) => {
    now += ms;
  };
  const names = () => registry.all().map((agent) => agent.name);
  return { root, dirs, registry, later, names };
};

const source = (found: FoundAgent): string =>
  found.type === "agent" ? found.agent.source : found.type;

describe("search order", () => {
  test("prefers the project's agents, then .claude/agents, then the user's, then the packaged", () => {
    const { dirs, registry, later } = setUp();
    write(join(dirs.packaged, "x.md"), agentFile("x"));
    expect(source(registry.find("x"))).toBe("packaged");
    for (const [dir, expected] of [
      [dirs.user, "user"],
      [dirs.claude, "project-claude"],
      [dirs.project, "project"],
    ] as const) {
      write(join(dir, "x.md"), agentFile("x"));
      later();
      expect(source(registry.find("x"))).toBe(expected);
      expect(source(registry.find("baton:x"))).toBe("packaged");
      expect(registry.all()).toHaveLength(1);
    }
  });

  test("finds agents in subfolders, by the name in the file", () => {
    const { dirs, registry } = setUp();
    write(join(dirs.claude, "team", "review", "any.md"), agentFile("deep-reviewer"));
    expect(registry.find("deep-reviewer")).toMatchObject({
      type: "agent",
      agent: { path: join(dirs.claude, "team", "review", "any.md") },
    });
  });

  test("is the same project's agents/ folder only once when that is the packaged one", () => {
    const root = folder();
    const dir = join(root, "agents");
    write(join(dir, "x.md"), agentFile("x"));
    const registry = createAgentRegistry({
      sources: [
        { source: "project", dir },
        { source: "packaged", dir: join(root, ".", "agents") },
      ],
      monotonic: () => 0,
    });
    expect(registry.all().map((agent) => agent.source)).toEqual(["packaged"]);
    expect(registry.diagnostics()).toEqual([]);
  });

  test("needs no folder to exist", () => {
    const { registry } = setUp();
    expect(registry.all()).toEqual([]);
    expect(registry.diagnostics()).toEqual([]);
  });
});

describe("names", () => {
  test("match whatever their capitals, but an exact match goes first", () => {
    const { dirs, registry } = setUp();
    write(join(dirs.project, "a.md"), agentFile("Builder"));
    write(join(dirs.packaged, "b.md"), agentFile("builder"));
    expect(source(registry.find("builder"))).toBe("packaged");
    expect(source(registry.find("Builder"))).toBe("project");
    expect(source(registry.find(" BUILDER "))).toBe("project");
    expect(source(registry.find("Baton:BUILDER"))).toBe("packaged");
  });

  test("with baton: never lead to a project's agent", () => {
    const { dirs, registry } = setUp();
    write(join(dirs.project, "marcus.md"), agentFile("marcus"));
    write(join(dirs.packaged, "marcus-backend.md"), agentFile("marcus-backend"));
    expect(registry.find("baton:marcus")).toEqual({
      type: "unknown",
      nearest: ["baton:marcus-backend"],
    });
  });

  test.each([
    "general-purpose",
    "Explore",
    "explore",
    "Plan",
    "statusline-setup",
    "output-style-setup",
    "claude-code-guide",
  ])("of the client's own agents are external: %s", (name) => {
    const found = setUp().registry.find(name);
    expect(found).toMatchObject({ type: "external" });
    expect(found.type === "external" && found.warning).toContain("built into the client");
  });

  test("of other plugins' agents are external", () => {
    const found = setUp().registry.find("reviews:security:auditor");
    expect(found).toMatchObject({ type: "external", name: "reviews:security:auditor" });
    expect(found.type === "external" && found.warning).toContain("another plugin's agent");
  });

  test("of the client's own agents can be taken over by a file", () => {
    const { dirs, registry } = setUp();
    write(join(dirs.claude, "explore.md"), agentFile("Explore"));
    expect(source(registry.find("Explore"))).toBe("project-claude");
  });

  test("that nobody has are unknown, with the nearest known", () => {
    const { dirs, registry } = setUp();
    write(join(dirs.packaged, "maria-qa.md"), agentFile("maria-qa"));
    expect(registry.find("mara-qa")).toEqual({ type: "unknown", nearest: ["maria-qa"] });
    expect(registry.find("Explor")).toEqual({ type: "unknown", nearest: ["Explore"] });
    expect(registry.find("baton:")).toMatchObject({ type: "unknown" });
    expect(registry.find("")).toMatchObject({ type: "unknown" });
    expect(registry.find("__proto__")).toEqual({ type: "unknown", nearest: [] });
    expect(registry.find("a b:c\n")).toMatchObject({ type: "unknown" });
  });
});

describe("changes on disk", () => {
  test("take effect without a restart: added, edited, renamed and deleted files", () => {
    const { dirs, registry, later, names } = setUp();
    const path = join(dirs.project, "one.md");
    write(path, agentFile("one"));
    expect(names()).toEqual(["one"]);

    write(join(dirs.project, "sub", "two.md"), agentFile("two"));
    later();
    expect(names()).toEqual(["one", "two"]);

    write(path, agentFile("one", "Now something else."));
    later();
    expect(registry.find("one")).toMatchObject({ agent: { description: "Now something else." } });

    write(path, agentFile("uno"));
    later();
    expect(names()).toEqual(["uno", "two"]);

    rmSync(path);
    later();
    expect(names()).toEqual(["two"]);
  });

  test("are seen long after the folder was last read", () => {
    const { dirs, later, names } = setUp();
    write(join(dirs.project, "one.md"), agentFile("one"));
    expect(names()).toEqual(["one"]);
    later(60_000);
    expect(names()).toEqual(["one"]);
    later(60_000);
    expect(names()).toEqual(["one"]);
    write(join(dirs.project, "two.md"), agentFile("two"));
    later();
    expect(names()).toEqual(["one", "two"]);
  });

  test("are seen even when the folder's time of change is set back", () => {
    const { dirs, later, names } = setUp();
    write(join(dirs.project, "one.md"), agentFile("one"));
    const { atime, mtime } = statSync(dirs.project);
    expect(names()).toEqual(["one"]);
    write(join(dirs.project, "two.md"), agentFile("two"));
    utimesSync(dirs.project, atime, mtime);
    later();
    expect(names()).toEqual(["one", "two"]);
  });

  test("are looked for at most once in 250 ms", () => {
    const { dirs, later, names } = setUp();
    expect(names()).toEqual([]);
    write(join(dirs.project, "one.md"), agentFile("one"));
    later(249);
    expect(names()).toEqual([]);
    later(1);
    expect(names()).toEqual(["one"]);
  });

  test("cause only the changed file to be parsed again", () => {
    const { dirs, registry, later } = setUp();
    write(join(dirs.project, "a.md"), agentFile("a"));
    write(join(dirs.project, "b.md"), agentFile("b"));
    const [a, b] = registry.all();
    write(join(dirs.project, "b.md"), agentFile("b", "Edited."));
    later();
    const [sameA, newB] = registry.all();
    expect(sameA).toBe(a);
    expect(newB).not.toBe(b);
  });
});

describe("diagnostics", () => {
  test("name files that hide another in the same project, and stay silent where hiding is meant", () => {
    const { dirs, registry } = setUp();
    write(join(dirs.project, "x.md"), agentFile("x"));
    write(join(dirs.claude, "x.md"), agentFile("x"));
    write(join(dirs.user, "x.md"), agentFile("x"));
    write(join(dirs.packaged, "x.md"), agentFile("x"));
    write(join(dirs.user, "y1.md"), agentFile("y"));
    write(join(dirs.user, "y2.md"), agentFile("y"));
    expect(registry.diagnostics()).toEqual([
      {
        path: join(dirs.claude, "x.md"),
        what: `the name "x" is taken by ${join(dirs.project, "x.md")}`,
        mended: "that file is used, this one is not",
      },
      {
        path: join(dirs.user, "y2.md"),
        what: `the name "y" is taken by ${join(dirs.user, "y1.md")}`,
        mended: "that file is used, this one is not",
      },
    ]);
  });

  test("go away when the file is repaired", () => {
    const { dirs, registry, later } = setUp();
    write(join(dirs.user, "x.md"), "---\nname: x\n---\nGo.");
    expect(registry.diagnostics().map((entry) => entry.what)).toContain("`description` is missing");
    write(join(dirs.user, "x.md"), agentFile("x"));
    later();
    expect(registry.diagnostics()).toEqual([]);
  });

  test("tell of files that cannot be used or read", () => {
    const { dirs, registry } = setUp();
    write(join(dirs.user, "empty.md"), "");
    write(join(dirs.user, "huge.md"), "x".repeat(5_000_000));
    symlinkSync(join(dirs.user, "nowhere"), join(dirs.user, "broken.md"));
    expect(registry.all()).toEqual([]);
    expect(registry.diagnostics()).toEqual(
      expect.arrayContaining([
        { path: join(dirs.user, "broken.md"), what: "it cannot be read (ENOENT)", mended: null },
        { path: join(dirs.user, "empty.md"), what: "the file is empty", mended: null },
        { path: join(dirs.user, "huge.md"), what: "the file is over 1 MiB", mended: null },
      ]),
    );
  });

  test.skipIf(process.getuid?.() === 0)("tell of folders that may not be read", () => {
    const { dirs, registry } = setUp();
    mkdirSync(dirs.user, { recursive: true });
    chmodSync(dirs.user, 0);
    expect(registry.diagnostics()).toEqual([
      { path: dirs.user, what: "it cannot be read (EACCES)", mended: null },
    ]);
  });
});

describe("strange folders", () => {
  test("with links in a circle are read once", () => {
    const { dirs, registry, names } = setUp();
    write(join(dirs.project, "deep", "x.md"), agentFile("x"));
    symlinkSync(dirs.project, join(dirs.project, "deep", "again"));
    symlinkSync(join(dirs.project, "deep"), join(dirs.project, "twin"));
    expect(names()).toEqual(["x"]);
    expect(registry.diagnostics()).toEqual([]);
  });

  test("are read through links to files and folders elsewhere", () => {
    const { root, dirs, names } = setUp();
    write(join(root, "shared", "x.md"), agentFile("x"));
    write(join(root, "single.md"), agentFile("y"));
    mkdirSync(dirs.project);
    symlinkSync(join(root, "shared"), join(dirs.project, "shared"));
    symlinkSync(join(root, "single.md"), join(dirs.project, "y.md"));
    expect(names()).toEqual(["x", "y"]);
  });

  test("are searched neither in dependencies nor in hidden folders, and only for Markdown", () => {
    const { dirs, names } = setUp();
    write(join(dirs.project, "node_modules", "pkg", "x.md"), agentFile("x"));
    write(join(dirs.project, ".hidden", "x.md"), agentFile("x"));
    write(join(dirs.project, "x.txt"), agentFile("x"));
    write(join(dirs.project, "UPPER.MD"), agentFile("upper"));
    expect(names()).toEqual(["upper"]);
  });

  test("too deep are cut off, and said to be", () => {
    const { dirs, registry } = setUp();
    write(join(dirs.project, ...Array.from({ length: 12 }, () => "d"), "x.md"), agentFile("x"));
    expect(registry.all()).toEqual([]);
    expect(registry.diagnostics()[0]?.what).toContain("the folder is too large");
  });

  test("that are files are no folders", () => {
    const { dirs, registry } = setUp();
    write(dirs.project, "not a folder");
    expect(registry.all()).toEqual([]);
    expect(registry.diagnostics()).toEqual([]);
  });
});

test("a thousand files are found, and again after another look", () => {
  const { dirs, registry, later } = setUp();
  for (let i = 0; i < 1_000; i += 1) {
    const body = `${agentFile(`agent-${i}`, `Use when: case ${i}`)}${"Do it well.\n".repeat(300)}`;
    write(join(dirs.user, `team-${i % 10}`, `agent-${i}.md`), body);
  }
  expect(registry.all()).toHaveLength(1_000);
  later();
  expect(registry.find("agent-999").type).toBe("agent");
});
