import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { runAgentProgram } from "../../src/cli/demo/agent-program.ts";
import { handoffs } from "../../src/cli/demo/handoffs.ts";
import { type ChildOptions, runNode } from "../../src/cli/demo/run-child.ts";
import { originalProject } from "../../src/cli/demo/scratch.ts";
import { runProjectTests } from "../../src/cli/demo/test-run.ts";

const decision = "Refuse them: a wrong number is worse than none.";

/** A brief with the step's real contract, and what else the agent is told. */
const briefOf = (step: string, more = ""): string => {
  const plan = handoffs.find((handoff) => handoff.step === step);
  return `${plan?.expected_output.acceptance_criteria
    .map((criterion, index) => `- **C${index + 1}**: ${criterion}`)
    .join("\n")}\n\n${more}\n\nAnswer {criterion: "C1", met: true, evidence: "..."}`;
};

describe("the demo's project and its agents, as real processes", { timeout: 60_000 }, () => {
  let project = "";
  let options: ChildOptions;

  const agent = (name: string, step: string, more = "", refused: string | null = null) =>
    runAgentProgram(name, { brief: briefOf(step, more), refused }, options);
  const file = (path: string) => readFile(join(project, path), "utf8");

  beforeEach(async () => {
    project = await mkdtemp(join(tmpdir(), "demo-project-"));
    await cp(originalProject, project, { recursive: true });
    options = { cwd: project, env: process.env, signal: new AbortController().signal };
  });

  afterEach(() => rm(project, { recursive: true, force: true }));

  test("the tests of the library are red for the issue only", async () => {
    const { stdout } = await runNode(["--test", "--test-reporter=tap"], options);
    const red = [...stdout.matchAll(/^not ok \d+ - (.*)$/gm)].map((match) => match[1]);
    expect(red).toHaveLength(7);
    expect(red.every((name) => /ISO|formatIso/.test(name ?? ""))).toBe(true);
  });

  test("alex-ba asks about years and months before it decides anything", async () => {
    const asked = await agent("alex-ba", "requirements");
    expect(asked.status).toBe("needs_input");
    expect(asked.questions?.[0]).toContain("P1Y2M10DT2H30M counts years and months");
    await expect(file("test/iso-months.test.js")).rejects.toThrow("ENOENT");
  });

  test("the answer becomes requirements and tests", async () => {
    const done = await agent("alex-ba", "requirements", `You asked. Answer: ${decision}`);
    expect(done.status).toBe("completed");
    expect(await file("docs/requirements.md")).toContain("| R9 | `P1M` | refused |");
    expect(await file("docs/requirements.md")).toContain(decision);
    expect(await file("test/iso-months.test.js")).toContain('"P1M"');
  });

  test("the first code leaves one test red, and its output is enough to mend it", async () => {
    await agent("alex-ba", "requirements", decision);
    const draft = await agent("marcus-backend", "code");
    expect(draft.status).toBe("completed");
    expect((await runProjectTests(options)).failed).toBe(1);

    // Claimed again after a crash: what is on disk stays.
    const written = await file("src/iso.js");
    expect((await agent("marcus-backend", "code")).status).toBe("completed");
    expect(await file("src/iso.js")).toBe(written);

    const { stdout } = await runNode(["--test"], options);
    const refused = `contract_not_met: ${stdout.split("\n").slice(-20).join("\n")}`;
    const mended = await agent("marcus-backend", "code", "", refused);
    expect(mended).toMatchObject({ status: "completed" });
    expect((await runProjectTests(options)).failed).toBe(0);
  });

  test("a refusal without the tests' names makes marcus-backend run them itself", async () => {
    await agent("alex-ba", "requirements", decision);
    await agent("marcus-backend", "code");
    const mended = await agent("marcus-backend", "code", "", "contract_not_met: # fail 1");
    expect(mended).toMatchObject({ status: "completed" });
    expect((await runProjectTests(options)).failed).toBe(0);
  });

  test("maria-qa reports a fault instead of passing it on", async () => {
    await agent("alex-ba", "requirements", decision);
    await agent("marcus-backend", "code");
    const tested = await agent("maria-qa", "tests");
    expect(tested).toMatchObject({ status: "failed", error: { category: "code_error" } });
    expect(tested.summary).toContain("P1M");
  });

  test("the rest of the work ends with everything green and documented", async () => {
    await agent("alex-ba", "requirements", decision);
    await agent("marcus-backend", "code");
    await agent("marcus-backend", "code", "", "✖ parse refuses P1M: a year or a month");

    const [tested, failed] = await Promise.all([
      agent("maria-qa", "tests"),
      agent("builder", "docs"),
    ]);
    expect(tested).toMatchObject({ status: "completed" });
    expect(tested.summary).toMatch(/^46 tests pass, 100\.00 % /);
    expect(failed).toMatchObject({ status: "failed", error: { category: "code_error" } });
    expect(await file("README.md")).not.toContain("ISO 8601");

    const error = 'RangeError: cannot read "P1Y2M10DT2H30M": years and months have no fixed length';
    const documented = await agent("builder", "docs", `Last time: ${error}`);
    expect(documented).toMatchObject({ status: "completed" });
    expect(await file("README.md")).toContain('parse("PT1,5H"); // 5400000');
    expect(await file("README.md")).toContain("`P1Y2M10DT2H30M` is refused: years and months");

    expect(await agent("sarah-pm", "review")).toMatchObject({ status: "completed" });
    expect(await file("docs/review.md")).toContain("| src/whole.js | added |");
    expect(await runProjectTests(options)).toEqual({ passed: 46, failed: 0 });
  });

  test("sarah-pm does not accept a changed test", async () => {
    await agent("alex-ba", "requirements", decision);
    await agent("marcus-backend", "code");
    await agent("marcus-backend", "code", "", "✖ parse refuses P1M: a year or a month");
    await agent("maria-qa", "tests");
    await rm(join(project, "test/round.test.js"));
    const reviewed = await agent("sarah-pm", "review");
    expect(reviewed).toMatchObject({ status: "failed" });
    expect(reviewed.summary).toContain("removed without being asked: test/round.test.js");
  });

  test("a brief that asks for something unknown is not answered", async () => {
    const options2 = { brief: `${decision}\nC1: Write a poem`, refused: null };
    const answer = await runAgentProgram("alex-ba", options2, options);
    expect(answer.summary).toContain("the brief has no criterion like");
  });
});
