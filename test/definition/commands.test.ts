import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import { fixture } from "./read.ts";

const folder = mkdtempSync(join(tmpdir(), "baton-validate-"));
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

const run = async (...argv: readonly string[]) => {
  let out = "";
  let err = "";
  const code = await main(argv, {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    cwd: folder,
    env: { ...process.env, BATON_DB: join(folder, "none", "baton.db") },
  });
  return { code, out, err };
};

const good = write(
  "good.yaml",
  "workflow:\n  name: good\n  version: 1.10\n  stages:\n    - name: a\n      agent: general-purpose\n",
);
const bad = write("bad.yaml", "workflow:\n  name: bad\n  stages:\n    - agent: nobody-at-all\n");
const contract = {
  handoff_id: "0197f5a4-7b7e-7c3a-9d2e-1f2a3b4c5d6e",
  timestamp: "2026-01-01T00:00:00Z",
  from_agent: { name: "user", version: "1", phase: "PLAN" },
  to_agent: { name: "general-purpose", priority: "p1" },
  payload: {
    context: { feature_description: "x" },
    expected_output: { deliverables: [], acceptance_criteria: [] },
    on_success: { action: "complete" },
    on_failure: { retry_strategy: "retry", max_retries: 3 },
  },
  state: { workflow_id: "w", current_phase: "PLAN", completed_phases: [] },
};

describe("baton validate", () => {
  test("passes what is valid", async () => {
    const handoff = write("handoff.json", JSON.stringify(contract));
    expect(await run("validate", good, handoff)).toEqual({
      code: 0,
      out: `good.yaml: workflow good 1.10 is valid\nhandoff.json: handoff ${contract.handoff_id} is valid\n`,
      err: "",
    });
  });

  test("tells file, line, column, path, what and fix, and exits with 1", async () => {
    expect(await run("validate", good, bad)).toEqual({
      code: 1,
      out: "good.yaml: workflow good 1.10 is valid\nbad.yaml:4:7: stages[0].agent: names the agent nobody-at-all, which is not registered; Register it (baton agents new) or name one that is; baton agents lists them.\n",
      err: "",
    });
  });

  test("tells what is wrong with a handoff contract", async () => {
    const { payload, ...rest } = contract;
    const file = write(
      "broken.json",
      JSON.stringify(
        { ...rest, payload: { ...payload, on_success: { action: "finish" } }, extra: 1 },
        null,
        1,
      ),
    );
    const { code, out } = await run("validate", file);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^broken\.json:\d+:\d+: payload\.on_success\.action: is "finish"; .*complete/m,
    );
    expect(out).toMatch(/^broken\.json:\d+:\d+: extra: is not a known key/m);
  });

  test("gives the same as data", async () => {
    const { code, out } = await run("validate", "--json", bad, "missing.yaml");
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      files: [
        {
          file: "bad.yaml",
          kind: "workflow",
          problems: [{ path: "stages[0].agent", line: 4, column: 7 }],
        },
        { file: "missing.yaml", kind: "unreadable", problems: [{ what: "cannot be read" }] },
      ],
    });
  });

  test("exits with 2 when it is called wrongly", async () => {
    expect((await run("validate")).code).toBe(2);
    expect((await run("validate", "--nope", good)).code).toBe(2);
  });
});

describe("baton graph", () => {
  test("draws a workflow", async () => {
    expect(await run("graph", good)).toEqual({
      code: 0,
      out: 'flowchart TD\n  n1["a (general-purpose)"]\n',
      err: "",
    });
  });

  test("draws the one that is named", async () => {
    const file = write("patterns.yaml", fixture("workflow-patterns-of-the-seed.yaml"));
    const { code, out } = await run("graph", file, "security_audit");
    expect(code).toBe(0);
    expect(out).toContain('["appsec-reviewer"]');
    expect(out).not.toContain("full_stack");
    expect((await run("graph", file, "other")).err).toContain("security_audit");
  });

  test("draws nothing of what is broken", async () => {
    const file = write("broken.yaml", fixture("customer-onboarding-of-the-seed.yaml"));
    expect(await run("graph", file)).toEqual({
      code: 1,
      out: "",
      err: "baton: broken.yaml has 2 problems. Fix: see them with baton validate broken.yaml\n",
    });
    expect((await run("graph")).code).toBe(2);
    expect((await run("graph", "missing.yaml")).code).toBe(1);
  });
});
