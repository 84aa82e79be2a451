import fc from "fast-check";
import { dump } from "js-yaml";
import { openText } from "../../../src/definition/open-text.ts";
import { readDefinitions } from "../../../src/definition/read-definition.ts";
import { anyWorkflow } from "../../definition/any-definition.ts";
import { hold, type Target } from "../target.ts";

const read = (text: string) =>
  readDefinitions(text, { knowsAgent: (name) => !name.startsWith("no") });

const grammar = fc.oneof(
  anyWorkflow.map((workflow) => dump({ workflow })),
  anyWorkflow.map((workflow) => JSON.stringify({ workflow })),
  fc
    .dictionary(
      fc.constantFrom("a", "b", "__proto__"),
      fc.array(fc.dictionary(fc.string(), fc.array(fc.string()))),
    )
    .map((patterns) => dump({ workflow_patterns: patterns })),
);

/** Definitions of workflows: each is read, or every problem is named; what was read means the same as JSON. */
export const definition: Target = {
  name: "definition",
  grammar,
  words: [
    ...[
      "workflow:",
      "stages:",
      "- name: ",
      "agent: ",
      "agents: [",
      "needs: [",
      "when: ",
      "type: ",
      "loop",
      "for_each",
    ],
    ...[
      "condition: ",
      "on_true: ",
      "switch: ",
      "goto: ",
      "otherwise: ",
      "parallel",
      "branches:",
      "until: ",
      "items: ",
    ],
    ...[
      "max_iterations: ",
      "timeout: ",
      "24h",
      "7d",
      "${",
      "}",
      "enum[",
      "&a ",
      "*a",
      "<<: *a",
      "!!binary ",
      "|\n",
      "? ",
    ],
    ...[
      "compensate: ",
      "signal: ",
      "wait",
      "approval",
      "quorum: ",
      "uses: ",
      "use: ",
      "first_of: ",
      "set: {",
      "__proto__: ",
    ],
    ...[
      "triggers: [",
      "cron: ",
      "timezone: ",
      "input: ",
      "state_schema: ",
      "limits: ",
      "version: 1.10",
      "%YAML 1.2\n---\n",
    ],
  ],
  open: async () => ({
    judge: (input) => {
      const text = input.toString();
      const result = read(text);
      const shown = JSON.stringify(result);
      hold(shown === JSON.stringify(read(text)), "the same text is read in another way");
      hold(!("polluted" in {}), "the prototype of all objects was changed");
      if (result.type === "invalid") {
        hold(result.problems.length > 0, "a text was refused without a problem");
        for (const { what, fix, line = 1 } of result.problems) {
          hold(what !== "" && fix !== "", "a problem has no text or no fix");
          hold(
            line >= 1 && line <= text.split(/\r\n|\n|\r/).length,
            `line ${line} is none of the text`,
          );
        }
        return;
      }
      hold(shown.isWellFormed(), "a plan holds what cannot be kept");
      const open = openText(text);
      hold(open.type === "open", "a text that was read cannot be opened");
      const again = read(JSON.stringify(open.value));
      hold(
        again.type === "definitions",
        `as JSON it is refused: ${JSON.stringify(again).slice(0, 500)}`,
      );
      const plans = (each: typeof again) =>
        JSON.stringify(
          each.definitions.map(({ plan, warnings }) => [plan, warnings.map(({ what }) => what)]),
        );
      hold(plans(again) === plans(result), "as JSON it is another plan");
    },
    close: () => {},
  }),
};
