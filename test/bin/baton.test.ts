import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, afterEach, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "baton-bin-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** The program behind the guard: says where it runs, and ends in the ways a program can end. */
const standIn = `
  import { writeFileSync } from "node:fs";
  writeFileSync(new URL("../../loaded", import.meta.url), "");
  export const main = async ([command, ...rest]) => {
    if (command === "report") console.log(JSON.stringify({ rest, node: process.versions.node, marker: process.env.BATON_REEXECUTED ?? null }));
    if (command === "exit") return Number(rest[0]);
    if (command === "serve") process.stdin.pipe(process.stdout);
    if (command === "stay") {
      process.on("SIGTERM", () => { console.log("ended"); process.exit(7); });
      setInterval(() => {}, 1000);
      console.log(process.pid);
    }
    if (command === "die") process.kill(process.pid, "SIGKILL");
    return undefined;
  };
`;

/** A copy of the package, with or without a program, and with the \`node\` package, an old one, or none. */
const packageWith = (
  name: string,
  program: string | undefined,
  node: "recent" | "old" | "none",
) => {
  const folder = join(scratch, name);
  cpSync(join(root, "bin"), join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  mkdirSync(join(folder, "node_modules"));
  if (program !== undefined) {
    mkdirSync(join(folder, "dist/cli"), { recursive: true });
    writeFileSync(join(folder, "dist/cli/main.js"), program);
  }
  if (node === "recent")
    symlinkSync(join(root, "node_modules/node"), join(folder, "node_modules/node"), "dir");
  if (node === "old") {
    mkdirSync(join(folder, "node_modules/node/bin"), { recursive: true });
    writeFileSync(join(folder, "node_modules/node/package.json"), '{"version":"20.20.2"}');
    writeFileSync(join(folder, "node_modules/node/bin/node"), "", { mode: 0o755 });
  }
  return folder;
};

const withNode = packageWith("with-node", standIn, "recent");
const withOldNode = packageWith("with-old-node", standIn, "old");
const withoutNode = packageWith("without-node", standIn, "none");
const unbuilt = packageWith("unbuilt", undefined, "none");
const broken = packageWith("broken", 'throw new Error("no database")', "none");

const disguise = join(scratch, "old.mjs");
writeFileSync(
  disguise,
  `if (process.env.BATON_REEXECUTED === undefined || process.env.STAY_OLD) {
     const versions = { ...process.versions, node: "20.20.2", napi: "9" };
     Object.defineProperty(process, "versions", { value: versions });
   }`,
);

/** A real Node.js below 22.14, where the machine has one of its own. */
const realOldNode = (process.env.PATH ?? "")
  .split(delimiter)
  .filter((folder) => folder !== "" && !folder.includes("node_modules"))
  .map((folder) => join(folder, "node"))
  .find((file) => {
    if (!existsSync(file)) return false;
    const [major = 0, minor = 0] = execFileSync(file, ["-p", "process.versions.node"])
      .toString()
      .split(".")
      .map(Number);
    return major < 22 || (major === 22 && minor < 14);
  });

const recent = [process.execPath];
const olds: [string, string[]][] = [
  ["a runtime that says it is old", [process.execPath, "--import", pathToFileURL(disguise).href]],
  ...(realOldNode === undefined
    ? []
    : [["the old runtime of this machine", [realOldNode]] satisfies [string, string[]]]),
];

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

const start = (runtime: readonly string[], folder: string, args: readonly string[], env = {}) => {
  const [command = "", ...flags] = runtime;
  rmSync(join(folder, "loaded"), { force: true });
  const child = spawn(command, [...flags, join(folder, "bin/baton.js"), ...args], {
    env: { ...process.env, ...env },
  });
  children.push(child);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const ended = new Promise<{
    code: number | null;
    signal: string | null;
    stdout: string;
    stderr: string;
  }>((resolve) => child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr })));
  const printed = async () => {
    while (!stdout.includes("\n")) await sleep(5);
    return stdout.trim();
  };
  return { child, ended, printed, loaded: () => existsSync(join(folder, "loaded")) };
};

const run = (
  runtime: readonly string[],
  folder: string,
  args: readonly string[],
  input = "",
  env = {},
) => {
  const started = start(runtime, folder, args, env);
  started.child.stdin.end(input);
  return started.ended;
};

const line = (message: object) => `${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`;
const tooOld = /^Baton needs Node\.js 22\.14 or newer .* this is Node\.js \d+\.\d+\.\d+ .*\n$/;

describe("on a recent runtime", () => {
  it("the program runs in place, with its arguments and its exit code", async () => {
    const { code, stdout } = await run(recent, withOldNode, ["report", "a b", "--c"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      rest: ["a b", "--c"],
      node: process.versions.node,
      marker: null,
    });
    expect((await run(recent, withOldNode, ["exit", "3"])).code).toBe(3);
  });

  it("a client is told when the package is not built", async () => {
    const { code, stdout } = await run(recent, unbuilt, [], line({ id: 1, method: "initialize" }));
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error.message).toBe(
      "Baton could not start: it is not built; run npm run build in its folder.",
    );
  });

  it("a client is told when the program cannot be loaded", async () => {
    const { code, stdout } = await run(
      recent,
      broken,
      ["serve"],
      line({ id: 1, method: "initialize" }),
    );
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error.message).toBe("Baton could not start: no database.");
  });
});

describe.each(olds)("on %s, with the node package installed", (_name, old) => {
  it("the program runs on that, with arguments, streams and exit code passed through", async () => {
    const { stdout } = await run(old, withNode, ["report", "a b", "--c"]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ rest: ["a b", "--c"], marker: null });
    expect(Number(report.node.split(".")[0])).toBeGreaterThanOrEqual(22);
    const echoed = "x".repeat(300_000);
    expect(await run(old, withNode, ["serve"], echoed)).toMatchObject({ code: 0, stdout: echoed });
    expect((await run(old, withNode, ["exit", "3"])).code).toBe(3);
  });

  it("a signal reaches the program, which decides how to end", async () => {
    const { child, ended, printed } = start(old, withNode, ["stay"]);
    await printed();
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 7, signal: null });
  });

  it("the death of the program by a signal is passed on", async () => {
    expect(await run(old, withNode, ["die"])).toMatchObject({ code: null, signal: "SIGKILL" });
  });

  it("the program ends in order when the process that started it is killed", async () => {
    const { child, ended, printed } = start(old, withNode, ["stay"]);
    const pid = Number(await printed());
    expect(pid).not.toBe(child.pid);
    child.kill("SIGKILL");
    // The streams close only when the program, which inherited them, is gone as well.
    expect((await ended).stdout).toBe(`${pid}\nended\n`);
  });
});

describe.each(olds)("on %s, without a recent node package", (_name, old) => {
  it.each([
    ["none", withoutNode],
    ["an old one", withOldNode],
  ])("a client gets the reason for every request (%s)", async (_which, folder) => {
    const started = start(old, folder, []);
    started.child.stdin.write(line({ id: 1, method: "initialize", params: {} }));
    started.child.stdin.write(line({ method: "notifications/initialized" }));
    started.child.stdin.write("{nonsense\n\nnull\n");
    started.child.stdin.write(line({ id: null, method: "ping" }));
    started.child.stdin.write(line({ id: 9, result: {} }));
    started.child.stdin.write(line({ id: "d", method: "server/discover" }));
    started.child.stdin.end(line({ id: 2, method: "tools/list" }));
    const { code, stdout, stderr } = await started.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(tooOld);
    const error = { code: -32000, message: stderr.trim() };
    expect(
      stdout
        .trim()
        .split("\n")
        .map((text) => JSON.parse(text)),
    ).toEqual([
      { jsonrpc: "2.0", id: 1, error },
      { jsonrpc: "2.0", id: "d", error },
      { jsonrpc: "2.0", id: 2, error },
    ]);
    expect(started.loaded()).toBe(false);
  });

  it("serve answers likewise, and so does a start with options only", async () => {
    for (const args of [["serve"], ["--db", "x.db"]]) {
      const { stdout } = await run(old, withoutNode, args, line({ id: 1, method: "initialize" }));
      expect(JSON.parse(stdout)).toMatchObject({ id: 1, error: { code: -32000 } });
    }
  });

  it("a command ends at once, with the reason and without reading anything", async () => {
    const { ended, loaded } = start(old, withoutNode, ["status"]);
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(tooOld);
    expect(loaded()).toBe(false);
  });
});

describe("a node package that is not what it says", () => {
  it("is tried once, not for ever", async () => {
    const [, old] = olds[0] ?? ["", []];
    const { code, stderr } = await run(old, withNode, ["report"], "", { STAY_OLD: "1" });
    expect(code).toBe(1);
    expect(stderr).toMatch(tooOld);
  });
});

describe("the decision", () => {
  it.each([
    ["22.14.0", "10", "run"],
    ["24.1.0", "10", "run"],
    ["22.13.1", "10", "refuse"],
    ["23.2.0", "9", "refuse"],
    ["20.20.2", "9", "refuse"],
    ["14.13.0", undefined, "refuse"],
  ])("on Node.js %s with Node-API %s is to %s", async (node, napi, type) => {
    const { decideRuntime } = await import(pathToFileURL(join(root, "bin/runtime.js")).href);
    const given = {
      versions: { node, napi },
      execPath: "node",
      reexecuted: false,
      find: () => undefined,
    };
    expect(decideRuntime(given).type).toBe(type);
  });
});
