import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, onTestFinished, test } from "vitest";
import { redraw } from "../../src/cli/run/redraw.ts";
import { program } from "../e2e/client.ts";
import { baton, inTerminal } from "../e2e/command-line.ts";
import type { ScratchProject } from "../e2e/project-in.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { openSession } from "../e2e/session.ts";
import { playOn } from "./driver.ts";

/** `baton run` in the background; resolves with its workflow once it has started. */
const running = async (project: ScratchProject, args: readonly string[]) => {
  const child = spawn(process.execPath, [program, "run", ...args], {
    cwd: project.root,
    env: project.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  let shown = "";
  const closed = once(child, "close");
  const workflow = await new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      shown += String(chunk);
      const id = /^Started (\S+)\./.exec(shown)?.[1];
      if (id !== undefined) resolve(id);
    });
    closed.then(() => reject(new Error(`it ended: ${shown}`)));
  });
  const ended = async () => {
    await closed;
    return { code: child.exitCode, shown };
  };
  return { child, workflow, ended };
};

const passed = { build: [{ passed: true }] };
const goal = ["--goal", "Fix the clock"];

describe("baton run", () => {
  test("starts a template, tells what happens as it happens, and ends with it", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    const run = await running(project, ["build-only", ...goal, "--input", '{"review": true}']);
    await playOn(session, project, run.workflow, passed);
    const { code, shown } = await run.ended();
    expect(code).toBe(0);
    const lines = shown.split("\n");
    const place = (what: RegExp) => lines.findIndex((line) => what.test(line));
    expect(
      place(/^\d\d:\d\d:\d\d builder claimed tries\[1\]\/build \(attempt 1\)$/),
    ).toBeGreaterThan(1);
    expect(place(/maria-qa claimed review/)).toBeGreaterThan(place(/build completed: Done/));
    expect(lines.at(-2)).toBe(`${run.workflow} completed.`);
    expect(new Set(lines).size).toBe(lines.length);
  });

  test("starts a file, and exits with 1 when the workflow fails", async () => {
    const project = scratchProject();
    project.write(
      "own/wait.yaml",
      "workflow: { name: own, state_schema: { n: integer }, stages: [{ name: pause, for: 1s }, { name: sum, set: { n: '1 / 0' } }] }",
    );
    const { code, stdout } = await baton(project, ["run", "own/wait.yaml"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/pause waits until 20/);
    expect(stdout).toMatch(/ended as failed: sum failed: n: .*\. What now: baton recover orch_/);
  });

  test("left with Ctrl-C, says how to come back, and the workflow goes on", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    const run = await running(project, ["build-only", ...goal]);
    run.child.kill("SIGINT");
    const { code, shown } = await run.ended();
    expect(code).toBe(1);
    expect(shown).toContain(`Come back with: baton status ${run.workflow} --watch`);
    const { status } = await playOn(session, project, run.workflow, passed);
    expect(status).toBe("completed");
  });

  test("draws its progress in a terminal", async () => {
    const project = scratchProject();
    const session = await openSession(project);
    let played: Promise<unknown> | undefined;
    const { code, stdout } = await inTerminal(project, ["run", "build-only", ...goal], (shown) => {
      const id = /Started (\S+)\./.exec(shown)?.[1];
      if (id !== undefined && shown.includes("ready  tries[1]/build: builder"))
        played ??= playOn(session, project, id, passed);
      return null;
    });
    await played;
    expect(code).toBe(0);
    expect(stdout).toMatch(/\[\.{20}\] 0 of 1 steps so far/);
    expect(stdout).toMatch(/\[#{20}\] 2 of 2 steps so far/);
  });

  test("draws over what it has drawn, and first over nothing", () => {
    const clear = "\u001b[0J";
    expect(redraw(["a", "b"], 0)).toBe(`${clear}a\nb\n`);
    expect(redraw(["c"], 2)).toBe(`\u001b[2A\r${clear}c\n`);
  });

  test("refuses what it cannot start", async () => {
    const project = scratchProject();
    project.write("bad.yaml", "workflow: { name: bad, stages: [{ agnet: planner }] }");
    const told = async (...args: string[]) => {
      const { code, stderr } = await baton(project, ["run", ...args]);
      return `${code} ${stderr}`;
    };
    expect(await told("bad.yaml")).toMatch(/^1 baton: definition_invalid: .*agnet/);
    expect(await told("none.yaml")).toMatch(/^1 baton: none\.yaml cannot be read/);
    expect(await told("build-olny")).toMatch(/^1 .*not_found: .*Did you mean build-only\?/);
    expect(await told("build-only", "--input", "{")).toMatch(/^2 .*--input is no JSON object/);
    expect(await told()).toMatch(/^2 .*one file or template/);
  });
});
