import { expect, test } from "vitest";
import { makeTimeline } from "../../src/cli/demo/timeline.ts";

const record = (isTTY: boolean, env: NodeJS.ProcessEnv = {}, columns = 60) => {
  let printed = "";
  let now = 5_000;
  const output = { isTTY, columns, write: (text: string) => (printed += text) };
  const timeline = makeTimeline(output, () => (now += 100), env);
  timeline.event("alex-ba", "done", "completes requirements with nine of them and no open one");
  timeline.quote(["a line that is far too long for the sixty columns that there are"]);
  timeline.row("tests", "46 pass");
  return printed;
};

test("events, quotes and rows stand in columns, wrapped or shortened to the width", () => {
  expect(record(false)).toBe(
    [
      "   0.1s  alex-ba         ✓ completes requirements with nine",
      "                           of them and no open one",
      "                         │ a line that is far too long for…",
      "  tests         46 pass",
      "",
    ].join("\n"),
  );
});

test("there is colour on a terminal only, and not against NO_COLOR", () => {
  expect(record(true)).toContain("\x1b[32m✓\x1b[0m");
  expect(record(true, { NO_COLOR: "" })).toContain("\x1b[");
  expect(record(true, { NO_COLOR: "1" })).toBe(record(false));
});
