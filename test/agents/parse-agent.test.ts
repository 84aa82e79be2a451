import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAgent } from "../../src/agents/parse-agent.ts";
import type { AgentSource } from "../../src/core/agent.ts";

const parse = (
  text: string,
  path = "/p/.claude/agents/tester.md",
  source: AgentSource = "project-claude",
) => parseAgent({ path, source, text });

/** The agent of a file that must be usable, with what was found as plain text. */
const mended = (text: string, path?: string) => {
  const { agent, diagnostics } = parse(text, path);
  if (agent === null) throw new Error(`not usable: ${diagnostics[0]?.what}`);
  return {
    agent,
    found: diagnostics.map((entry) => `${entry.what} -> ${entry.mended}`).join("\n"),
  };
};

describe("a strict file", () => {
  const text = `---
name: tester
description: Tests things.
tools: Read, Bash(git add, git rm), mcp__baton__*
disallowedTools: [Edit]
model: opus
phase: test
version: 1.10
capabilities:
  - run tests
  - run tests
  - read logs
timeout_seconds: 3600
max_retries: 3
orchestration:
  priority: critical
  dependencies: [planner]
  max_parallel: 1
mcp_servers:
  - brain
---

# Tester

You test.
`;

  test("is read whole, without a diagnostic", () => {
    expect(parse(text)).toEqual({
      diagnostics: [],
      agent: {
        name: "tester",
        description: "Tests things.",
        version: "1.10",
        phase: "TEST",
        capabilities: ["run tests", "read logs"],
        body: "# Tester\n\nYou test.",
        source: "project-claude",
        path: "/p/.claude/agents/tester.md",
        clientReadable: true,
        tools: ["Read", "Bash(git add, git rm)", "mcp__baton__*"],
        disallowedTools: ["Edit"],
        timeoutSeconds: 3600,
        maxRetries: 3,
        orchestration: { priority: "critical", dependencies: ["planner"], maxParallel: 1 },
        frontmatter: {
          name: "tester",
          description: "Tests things.",
          tools: "Read, Bash(git add, git rm), mcp__baton__*",
          disallowedTools: ["Edit"],
          model: "opus",
          phase: "test",
          version: 1.1,
          capabilities: ["run tests", "run tests", "read logs"],
          timeout_seconds: 3600,
          max_retries: 3,
          orchestration: { priority: "critical", dependencies: ["planner"], max_parallel: 1 },
          mcp_servers: ["brain"],
        },
      },
    });
  });

  test.each([
    ["CRLF line ends", text.replaceAll("\n", "\r\n")],
    ["a byte order mark", `\uFEFF${text}`],
  ])("is the same with %s", (_, variant) => {
    expect(parse(variant)).toEqual(parse(text));
  });

  test("inherits all tools when it lists none", () => {
    expect(mended("---\nname: a\ndescription: b\n---\nGo.").agent).toMatchObject({
      tools: null,
      disallowedTools: [],
      version: "1.0.0",
      phase: "BUILD",
      timeoutSeconds: null,
      maxRetries: null,
      orchestration: { priority: null, dependencies: [], maxParallel: null },
    });
  });

  test.each([
    ["sarah-pm", "PLAN"],
    ["maria-qa", "TEST"],
    ["oliver-mcp", "DEPLOY"],
    ["dana-database", "BUILD"],
    ["somebody", "BUILD"],
  ])("named %s is in phase %s when it says none", (name, phase) => {
    expect(mended(`---\nname: ${name}\ndescription: b\n---\nGo.`).agent.phase).toBe(phase);
  });

  test('that says `tools: "*"` inherits all tools', () => {
    expect(mended('---\nname: a\ndescription: b\ntools: "*"\n---\nGo.').agent.tools).toBeNull();
  });

  test("keeps what is below a rule in its prompt", () => {
    const { agent, found } = mended("---\nname: a\ndescription: b\n---\nOne\n\n---\n\nTwo");
    expect(agent.body).toBe("One\n\n---\n\nTwo");
    expect(found).toBe("");
  });
});

describe("mending", () => {
  test("takes a value with an unquoted colon as text", () => {
    const { agent, found } = mended(
      "---\nname: a\ndescription: Use when: tests fail. Examples: many\nmodel: opus\n---\nGo.",
    );
    expect(agent.description).toBe("Use when: tests fail. Examples: many");
    expect(agent.frontmatter.model).toBe("opus");
    expect(found).toContain("`description` has a colon in a value without quotes");
    expect(agent.clientReadable).toBe(true);
  });

  test("reads list items that begin with @, and knows that the client drops the file", () => {
    const { agent, found } = mended(
      "---\nname: a\ndescription: b\ntools:\n  - Read\n  - @claude-brain\n---\nGo.",
    );
    expect(agent.tools).toEqual(["Read", "@claude-brain"]);
    expect(found).toContain("`tools` has list items that begin with @");
    expect(found).toContain("Claude Code itself does not load this file");
    expect(agent.clientReadable).toBe(false);
  });

  test("reads a bare * for tools as all of them", () => {
    const { agent, found } = mended("---\nname: a\ndescription: b\ntools: *\n---\nGo.");
    expect(agent.tools).toBeNull();
    expect(found).toContain("`tools` is a bare *");
  });

  test("joins a description that spills over lines, examples and all", () => {
    const { agent, found } = mended(
      [
        "---",
        "name: a",
        "description: Use this agent to review. Examples:",
        "<example>",
        "Context: the user wrote code.",
        'user: "please review"',
        'assistant: "I will"',
        "</example>",
        "",
        "More text",
        "model: sonnet",
        "---",
        "Go.",
      ].join("\n"),
    );
    expect(agent.description).toContain("Context: the user wrote code.");
    expect(agent.description).toContain('user: "please review"');
    expect(agent.description).toContain("More text");
    expect(agent.frontmatter).not.toHaveProperty("user");
    expect(agent.frontmatter.model).toBe("sonnet");
    expect(found).toContain("`description` spills over lines that are not indented");
  });

  test("reads indentation by tabs", () => {
    const { agent, found } = mended(
      "---\nname: a\ndescription: b\norchestration:\n\tpriority: high\n\tmax_parallel: 2\n---\nGo.",
    );
    expect(agent.orchestration).toEqual({ priority: "high", dependencies: [], maxParallel: 2 });
    expect(found).toContain("lines are indented with tabs");
  });

  test("keeps damage local: other keys keep their types", () => {
    const { agent } = mended(
      "---\nname: a\ndescription: b: c\norchestration:\n  max_parallel: 3\ncapabilities: [x, y]\n---\nGo.",
    );
    expect(agent.orchestration.maxParallel).toBe(3);
    expect(agent.capabilities).toEqual(["x", "y"]);
  });

  test("takes name and description from file and text when there is no frontmatter", () => {
    const { agent, found } = mended(
      "# The Reviewer\n\nYou review code.\n\nMore.",
      "/x/agents/reviewer.md",
    );
    expect(agent).toMatchObject({
      name: "reviewer",
      description: "You review code.",
      body: "# The Reviewer\n\nYou review code.\n\nMore.",
      clientReadable: false,
    });
    expect(found).toContain("there is no frontmatter");
  });

  test("takes the heading for a description when there is no paragraph", () => {
    expect(mended("# The Reviewer", "/x/reviewer.md").agent.description).toBe("The Reviewer");
  });

  test("takes a rule above prose for a rule, not for frontmatter", () => {
    const { agent, found } = mended("---\nOnce upon a time\n---\nthe end", "/x/tale.md");
    expect(agent.body).toBe("---\nOnce upon a time\n---\nthe end");
    expect(found).toContain("the frontmatter holds no keys");
  });

  test("ends unclosed frontmatter where prose begins", () => {
    const { agent, found } = mended(
      "---\nname: a\ndescription: b\ntools: Read\n\n# Title\n\nGo: now.",
    );
    expect(agent).toMatchObject({
      name: "a",
      description: "b",
      tools: ["Read"],
      body: "# Title\n\nGo: now.",
    });
    expect(found).toContain("the frontmatter is not closed with ---");
  });

  test("does not take a later rule for the end of unclosed frontmatter", () => {
    const { agent } = mended(
      "---\nname: a\ndescription: b\n\n# Title\n\nFirst part.\n\n---\n\nSecond part.",
    );
    expect(agent.body).toBe("# Title\n\nFirst part.\n\n---\n\nSecond part.");
  });

  test("supplies a missing opening fence", () => {
    const { agent, found } = mended("name: a\ndescription: b\n---\nGo.");
    expect(agent).toMatchObject({ name: "a", description: "b", body: "Go." });
    expect(found).toContain("the opening --- is missing");
  });

  test("skips blank lines before the frontmatter, which the client does not", () => {
    const { agent, found } = mended("\n\n---\nname: a\ndescription: b\n---\nGo.");
    expect(agent).toMatchObject({ name: "a", clientReadable: false });
    expect(found).toContain("blank lines before the frontmatter");
  });

  test.each([
    ["is missing", "description: b"],
    ["is missing", "name:\ndescription: b"],
    ["cannot be used", "name: my:agent\ndescription: b"],
    ["cannot be used", "name: -a\ndescription: b"],
    ["cannot be used", "name: ../etc\ndescription: b"],
  ])("takes the name from the file when it %s (%s)", (what, keys) => {
    const { agent, found } = mended(`---\n${keys}\n---\nGo.`);
    expect(agent).toMatchObject({ name: "tester", clientReadable: false });
    expect(found).toContain(`\`name\` ${what}`);
  });

  test("reads a name in other capitals and a name that is a number", () => {
    expect(mended("---\nName: a\ndescription: b\n---\nGo.").agent.name).toBe("a");
    expect(mended("---\nname: 404\ndescription: b\n---\nGo.").agent.name).toBe("404");
  });

  test.each([
    ["text", "tools: Read, Write", ["Read", "Write"], []],
    ["a list", "tools:\n  - Read\n  - Write", ["Read", "Write"], []],
    ["a JSON list in text", 'tools: ["Read", "Write"]', ["Read", "Write"], []],
    ["a broken list", "tools: [Read, @brain]", ["Read", "@brain"], []],
    ["dashes without a space", "tools: Read,\n  Write", ["Read", "Write"], []],
    ["switches", "tools:\n  bash: false\n  read: true", ["read"], ["bash"]],
    ["nothing", "tools:", [], []],
    ["a number", "tools: 7", [], []],
  ])("reads tools given as %s", (_, keys, tools, off) => {
    const { agent } = mended(`---\nname: a\ndescription: b\n${keys}\n---\nGo.`);
    expect(agent.tools).toEqual(tools);
    expect(agent.disallowedTools).toEqual(off);
  });

  test("reads a description whose quotes do not match", () => {
    const { agent, found } = mended(
      '---\nname: a\ndescription: "Say "hi" there: now\\nthen"\n---\nGo.',
    );
    expect(agent.description).toBe('Say "hi" there: now\nthen');
    expect(found).toContain("`description` has quotes that do not match");
  });

  test("lets the last of two equal keys count", () => {
    const { agent, found } = mended("---\nname: a\ndescription: b\nname: c\n---\nGo.");
    expect(agent.name).toBe("c");
    expect(found).toContain("`name` is given twice");
  });

  test.each([
    ["phase", "phase: LAUNCH", "`phase` is not one of PLAN"],
    ["timeout_seconds", "timeout_seconds: soon", "`timeout_seconds` is not a whole number"],
    ["max_retries", "max_retries: -1", "`max_retries` is not a whole number"],
    ["orchestration", "orchestration: high", "`orchestration` is not a group of keys"],
    ["max_parallel", "orchestration:\n  max_parallel: many", "`orchestration.max_parallel` is not"],
    ["capabilities", "capabilities: 7", "`capabilities` is not a list of phrases"],
  ])("leaves out a %s that makes no sense, and says so", (_, keys, what) => {
    const { agent, found } = mended(`---\nname: a\ndescription: b\n${keys}\n---\nGo.`);
    expect(found).toContain(what);
    expect(agent).toMatchObject({
      phase: "BUILD",
      timeoutSeconds: null,
      maxRetries: null,
      capabilities: [],
      orchestration: { maxParallel: null },
    });
  });

  test("notes a file without a prompt", () => {
    expect(mended("---\nname: a\ndescription: b\n---\n").found).toContain("there is no prompt");
  });

  test("replaces what is not UTF-8 or cannot be stored", () => {
    const { agent, found } = mended('---\nname: a\ndescription: "x\\0y\\ud800"\n---\nG\ud800o.');
    expect(agent.body).toBe("G\uFFFDo.");
    expect(agent.description).toBe("x\uFFFDy\uFFFD");
    expect(found).toContain("the file is not all UTF-8");
  });
});

// Observed: these files in .claude/agents, and the agents that Claude Code 2.1.329 then listed.
describe("what the client itself would load", () => {
  test.each([
    ["a colon", "---\nname: t\ndescription: Use when: tests fail. Examples: many\n---\nGo.", true],
    ["a bare *", "---\nname: t\ndescription: b\ntools: *\n---\nGo.", true],
    ["tabs", "---\nname: t\ndescription: b\norchestration:\n\tpriority: high\n---\nGo.", true],
    ["a repeated key", "---\nname: s\ndescription: b\nname: t\n---\nGo.", true],
    ["CRLF", "---\r\nname: t\r\ndescription: b\r\n---\r\nGo.", true],
    ["an alias", "---\nname: t\ndescription: b\nx: &a [1]\ny: *a\n---\nGo.", true],
    ["@ in brackets", "---\nname: t\ndescription: b\ntools: [Read, @x]\n---\nGo.", true],
    ["a name of two words", "---\nname:  my agent \ndescription: b\n---\nGo.", true],
    ["@ in a list", "---\nname: t\ndescription: b\ntools:\n  - @x\n---\nGo.", false],
    ["a spill", "---\nname: t\ndescription: Use.\n<example>\nuser: x\n</example>\n---\nGo.", false],
    ["no frontmatter", "# Title\n\nGo.", false],
    ["no end", "---\nname: t\ndescription: b\n\n# T\nGo.", false],
    ["a blank line first", "\n---\nname: t\ndescription: b\n---\nGo.", false],
    ["a number for a name", "---\nname: 404\ndescription: b\n---\nGo.", false],
    ["capitals", "---\nName: t\ndescription: b\n---\nGo.", false],
    ["no description", "---\nname: t\n---\nGo.", false],
    ["stray quotes", '---\nname: t\ndescription: "Say "hi" there"\n---\nGo.', false],
    ["a listed description", "---\nname: t\ndescription: [a, b]\n---\nGo.", false],
    ["no space after the colon", "---\nname:t\ndescription: b\n---\nGo.", false],
    ["an uneven block", "---\nname: t\ndescription: |\n  a: b\n c\n---\nGo.", false],
  ])("is known for a file with %s", (_, text, readable) => {
    const { agent, found } = mended(text);
    expect(agent.clientReadable).toBe(readable);
    expect(found.includes("Claude Code itself does not load this file")).toBe(!readable);
  });

  test("is of no concern in folders the client does not read", () => {
    const { diagnostics } = parse("---\nname: t\n---\nGo.", "/p/agents/t.md", "project");
    expect(diagnostics.map((entry) => entry.what)).toEqual(["`description` is missing"]);
  });
});

describe("hostile files", () => {
  test.each([
    ["empty", "", "the file is empty"],
    ["blank", "\uFEFF \n\t\n", "the file is empty"],
    ["binary", "---\nname: a\0\n---\n", "the file is binary"],
    ["huge", "x".repeat(1_048_577), "the file is over 1 MiB"],
    [
      "all frontmatter",
      `---\nname: a\nx: ${"y".repeat(70_000)}\n---\nGo.`,
      "the frontmatter is over 64 KiB",
    ],
  ])("that are %s are refused with a reason", (_, text, what) => {
    const { agent, diagnostics } = parse(text);
    expect(agent).toBeNull();
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]?.what).toContain(what);
    expect(diagnostics[0]?.mended).toBeNull();
  });

  test("that are plain documents are not taken for agents", () => {
    const { agent, diagnostics } = parse("# Our agents\n\nThis folder ...", "/p/agents/README.md");
    expect(agent).toBeNull();
    expect(diagnostics[0]?.what).toContain("it has no frontmatter");
    expect(parse("---\nname: a\ndescription: b\n---\nGo.", "/p/agents/README.md").agent?.name).toBe(
      "a",
    );
  });

  test.each([
    "name: a\ndescription: b",
    "name: a\ndescription: b: c",
  ])("with prototype names as keys change no prototype (%s)", (keys) => {
    const { agent } = mended(
      `---\n${keys}\n__proto__:\n  polluted: true\nconstructor: x\nhasOwnProperty: y\n---\nGo.`,
    );
    expect(Object.hasOwn(agent.frontmatter, "__proto__")).toBe(false);
    expect(Object.getPrototypeOf(agent.frontmatter)).toBe(Object.prototype);
    expect(agent.frontmatter.constructor).toBe("x");
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });

  test("with aliases that grow without bound are read without them", () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i}: &l${i} [*l${i - 1}, *l${i - 1}]`);
    levels[0] = "l0: &l0 [x]";
    const { agent, found } = mended(`---\nname: a\ndescription: b\n${levels.join("\n")}\n---\nGo.`);
    expect(agent.name).toBe("a");
    expect(JSON.stringify(agent.frontmatter).length).toBeLessThan(2_000);
    expect(found).not.toBe("");
  });

  test.each([
    "x: &x [*x]",
    "x: &x [*x, *x, *x, *x]",
    "orchestration: &o\n  inner: *o",
    "name: &n [*n]",
  ])("with an alias inside itself are read as text: %s", (keys) => {
    const { agent, found } = mended(`---\ndescription: b\n${keys}\n---\nGo.`);
    expect(JSON.parse(JSON.stringify(agent))).toEqual(agent);
    expect(found).toMatch(/read (the whole value|each item) as text/);
  });

  test("nested without end are read as text", () => {
    const deep = `x: ${"[".repeat(5_000)}${"]".repeat(5_000)}`;
    const { agent } = mended(`---\nname: a\ndescription: b\n${deep}\n---\nGo.`);
    expect(agent.name).toBe("a");
  });

  test("with a pathological line take no long time", () => {
    const started = performance.now();
    parse(
      `---\nname: a\ndescription: ${" :".repeat(15_000)}\ntools: [${"(".repeat(15_000)}\n---\nGo.`,
    );
    parse(`${"\n".repeat(300_000)}x`);
    parse(`---\n${"\t".repeat(60_000)}\n---`);
    parse(`---\nname: a\n${"- ".repeat(30_000)}`);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});

describe("any text", () => {
  const key = fc.constantFrom(
    "name",
    "description",
    "tools",
    "Name",
    "phase",
    "capabilities",
    "orchestration",
    "x",
    "__proto__",
    "user",
    "max_retries",
    "disallowedTools",
  );
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "*",
      "@x",
      "[a, @b]",
      "{a",
      "|",
      ">",
      "'",
      '"',
      "&a",
      "*a",
      "!x",
      "- a",
      "a: b",
      "# c",
      "~",
      "1e999",
      "99999999999999999999",
    ),
  );
  const line = fc.oneof(
    fc.tuple(key, value).map(([k, v]) => `${k}: ${v}`),
    fc
      .tuple(fc.constantFrom("", " ", "  ", "\t"), fc.constantFrom("- ", ""), value)
      .map((parts) => parts.join("")),
    fc.constantFrom("---", "", "# Heading", "prose here", "...", "```"),
  );
  const document = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.array(line, { maxLength: 25 }).map((lines) => lines.join("\n")),
    fc.array(line, { maxLength: 25 }).map((lines) => `---\n${lines.join("\n")}\n---\nGo.`),
  );

  test("gives an agent or a reason, never an exception", () => {
    fc.assert(
      fc.property(document, (text) => {
        const { agent, diagnostics } = parse(text);
        if (agent === null) {
          expect(diagnostics).toHaveLength(1);
          expect(diagnostics[0]?.mended).toBeNull();
          return;
        }
        expect(agent.name.trim()).not.toBe("");
        expect(agent.description).not.toBe("");
        expect(diagnostics.every((entry) => entry.mended !== null)).toBe(true);
        const stored = JSON.stringify(agent);
        expect(stored).not.toMatch(/\\u0000|\\ud[89a-f]/i);
        expect(JSON.parse(stored)).toEqual(agent);
      }),
      { numRuns: 2_000 },
    );
  });

  test("that the client could not read as it stands is never mended silently", () => {
    fc.assert(
      fc.property(document, (text) => {
        const { agent, diagnostics } = parse(text);
        if (agent !== null && !agent.clientReadable) expect(diagnostics).not.toHaveLength(0);
      }),
      { numRuns: 1_000 },
    );
  });
});
