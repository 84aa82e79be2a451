import fc from "fast-check";
import { parseAgent } from "../../../src/agents/parse-agent.ts";
import { phases } from "../../../src/core/phase.ts";
import { hold, type Target } from "../target.ts";

const key = fc.constantFrom(
  ...["name", "description", "tools", "disallowedTools", "model", "effort", "permissionMode"],
  ...["maxTurns", "skills", "mcpServers", "hooks", "memory", "background", "isolation", "color"],
  ...["phase", "capabilities", "timeout_seconds", "max_retries", "orchestration", "mcp_servers"],
  ...["version", "Name", "__proto__", "constructor"],
);
const scalar = fc.oneof(
  fc.constantFrom(
    ...["a-writer", "Only for: colons", "@team/planner", "*", "Read, Grep", "[Read, Grep]"],
    ...["- a\n- b", "|\n  lines\n  more", ">-\n  folded", "'open", '"open', "&a x", "*a", "!tag x"],
    ...["{a: {b: [1]}}", "~", "true", "1.10", "0x1f", "2026-01-01", "# nothing", "- - - a"],
  ),
  fc.string({ unit: "grapheme", maxLength: 30 }),
);
const entry = fc
  .tuple(
    fc.constantFrom("", " ", "  ", "\t", "- "),
    key,
    fc.constantFrom(": ", ":", " : ", ":\n  "),
    scalar,
  )
  .map((parts) => parts.join(""));
const grammar = fc
  .tuple(
    fc.constantFrom("---\n", "--- \n", "\uFEFF---\n", "", "+++\n", "---\r\n"),
    fc.array(entry, { maxLength: 8 }),
    fc.constantFrom("\n---\n", "\n---", "\n----\n", "\n", "\r\n---\r\n"),
    fc.string({ unit: "grapheme", maxLength: 200 }),
  )
  .map(([open, entries, close, body]) => `${open}${entries.join("\n")}${close}${body}`);

/** Markdown files of agents: each is an agent, or a diagnostic says why not, and what was mended. */
export const agentFile: Target = {
  name: "agent-file",
  grammar,
  words: [
    "---\n",
    "name: ",
    "description: ",
    "tools: ",
    "\n  - ",
    ": ",
    "|",
    ">",
    "&a ",
    "*a",
    "<<: ",
    "!!js/function ",
  ],
  open: async () => ({
    judge: (input) => {
      const file = {
        path: "/p/agents/some-one.md",
        source: "project",
        text: input.toString(),
      } as const;
      const parsed = parseAgent(file);
      const { agent, diagnostics } = parsed;
      const shown = JSON.stringify(parsed);
      hold(shown === JSON.stringify(parseAgent(file)), "the same file gives another agent");
      for (const { what } of diagnostics) hold(what !== "", "a diagnostic says nothing");
      if (agent === null) return hold(diagnostics.length > 0, "a file was dropped silently");
      hold(/^[\w@][\w@./:-]*$/u.test(agent.name) || agent.name !== "", "an agent has no name");
      hold(
        agent.name === agent.name.trim() && !/[\p{Cc}]/u.test(agent.name),
        `a name has control characters: ${JSON.stringify(agent.name)}`,
      );
      hold(
        shown.isWellFormed() && !shown.includes("\\u0000"),
        "an agent holds what cannot be kept",
      );
      hold(phases.includes(agent.phase), "an agent has no phase");
      for (const number of [
        agent.timeoutSeconds,
        agent.maxRetries,
        agent.orchestration.maxParallel,
      ])
        hold(
          number === null || (Number.isSafeInteger(number) && number >= 0),
          `a limit is ${number}`,
        );
      hold(
        Object.getPrototypeOf(agent.frontmatter) === Object.prototype,
        "a prototype was changed",
      );
      hold(!("polluted" in {}), "the prototype of all objects was changed");
    },
    close: () => {},
  }),
};
