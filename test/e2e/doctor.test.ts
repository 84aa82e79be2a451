import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readdirSync, readFileSync, statSync, writeSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { program } from "./client.ts";
import { baton, batonCall } from "./command-line.ts";
import { scratchProject } from "./scratch-project.ts";

test("doctor names what a damaged page stops it from checking, and makes its other checks", async () => {
  const project = scratchProject();
  await batonCall(project, "set_memory", { key: "a", value: "x".repeat(50_000) });
  const path = join(project.root, ".baton", "baton.db");
  const file = openSync(path, "r+");
  const pages = statSync(path).size / 2_048;
  for (let page = 2; page < pages; page++)
    writeSync(file, Buffer.alloc(64, 7), 0, 64, page * 2_048);
  closeSync(file);
  const { code, stdout, stderr } = await baton(project, ["doctor", "--rebuild"]);
  expect(code).toBe(1);
  for (const check of ["database", "chain", "rows"]) {
    expect(stdout).toMatch(new RegExp(`^BAD {2}${check} `, "m"));
  }
  expect(stdout).toContain("baton restore");
  expect(stderr).not.toContain("defect");
});

test("doctor --torture tries the disk, leaves nothing behind and does not touch the database", async () => {
  const project = scratchProject();
  await batonCall(project, "set_memory", { key: "a", value: 1 });
  const folder = join(project.root, ".baton");
  const before = readFileSync(join(folder, "baton.db"));
  const { code, stdout } = await baton(project, [
    "doctor",
    "--torture",
    "--seconds",
    "1",
    "--json",
  ]);
  const { held, tried } = JSON.parse(stdout);
  expect({ code, held }).toEqual({ code: 0, held: true });
  expect(tried).toMatchObject([
    { name: "sync" },
    { name: "full disk", outcome: "held" },
    { name: "kills", outcome: "held", figures: { killed: 1, faults: 0 } },
    { name: "crowd", outcome: "held", figures: { processes: 6, faults: 0 } },
  ]);
  expect(readdirSync(folder).sort()).toEqual([".gitignore", "baton.db"]);
  expect(readFileSync(join(folder, "baton.db"))).toEqual(before);
});

test("doctor --torture leaves nothing behind when it is interrupted", async () => {
  const project = scratchProject();
  const child = spawn(process.execPath, [program, "doctor", "--torture"], {
    cwd: project.root,
    env: project.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
    // Servers are started from here on.
    if (stdout.includes("full disk")) setTimeout(() => child.kill("SIGINT"), 300);
  });
  await once(child, "close");
  expect({ code: child.exitCode, stderr }).toEqual({
    code: 130,
    stderr: "baton: interrupted; nothing is left behind.\n",
  });
  expect(readdirSync(project.root)).toEqual([]);
});

test.each([
  [["--torture", "--seconds", "0"], "--seconds takes"],
  [["--json"], "--json goes with --torture"],
])("doctor %j is a misuse", async (args, why) => {
  const { code, stderr } = await baton(scratchProject(), ["doctor", ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(why);
});
