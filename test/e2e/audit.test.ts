import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { beforeAll, describe, expect, test } from "vitest";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import { exportLines } from "../../src/server/audit/export-lines.ts";
import { readKept } from "../../src/server/audit/read-kept.ts";
import { signingKey } from "../../src/server/audit/signing-key.ts";
import { verifyExport } from "../../src/server/audit/verify-export.ts";
import { createMemoryStore } from "../../src/store/memory/create-memory-store.ts";
import { append } from "../store/commands.ts";
import { memorySet } from "../store/sample-events.ts";
import { program } from "./client.ts";
import { baton, batonCall } from "./command-line.ts";
import { doWork, failWork, work } from "./moves.ts";
import type { ScratchProject } from "./project-in.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";

const Database: typeof import("better-sqlite3") = createRequire(import.meta.url)("better-sqlite3");

const operator = { env: { BATON_ASSUME_OPERATOR: "1" } };

/** A project in which a handoff failed once and was then done, and another was done. */
const worked = async () => {
  const project = scratchProject();
  const session = await openSession(project);
  const first = await session.call("create_handoff", work({ step: "build" }));
  const { workflow_id } = first;
  await failWork(session, first, { category: "code_error", message: "a <bad> & 'odd' error" });
  await doWork(session, first);
  await doWork(session, await session.call("create_handoff", work({ workflow_id, step: "check" })));
  await session.close();
  return { project, workflow_id: String(workflow_id), path: join(project.root, ".baton/baton.db") };
};

/** The lines of an export, made in this process. */
const sampleExport = async (): Promise<readonly string[]> => {
  const store = createMemoryStore();
  for (const value of ["a", "b", "c"])
    await store.transact(append(memoryStream("project", "project", "k"), [memorySet(value)]));
  const folder = mkdtempSync(join(tmpdir(), "baton-key-"));
  const key = await signingKey(join(folder, "key.pem"));
  rmSync(folder, { recursive: true });
  const database = (await store.databaseId()) ?? "";
  const at = new Date().toISOString();
  const lines: string[] = [];
  for await (const line of exportLines({
    database,
    scope: "all",
    events: readKept(store),
    key,
    at,
  }))
    lines.push(line);
  return lines;
};

const tamper = (path: string, sql: string) => {
  const db = new Database(path);
  db.pragma("foreign_keys = OFF");
  db.exec(sql);
  db.close();
};

const verify = (project: ScratchProject, ...args: string[]) =>
  baton(project, ["audit", "verify", ...args]);

describe("baton audit verify", () => {
  test("finds a whole record sound, all of it and one workflow's", async () => {
    const { project, workflow_id } = await worked();
    expect(await verify(project)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^sound: \d+ events/),
    });
    expect(await verify(project, workflow_id)).toMatchObject({ code: 0 });
    const { stdout } = await verify(project, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ faults: [], seals: 0 });
  });

  test.each([
    ["an edited event", "UPDATE event SET at = at + 1 WHERE position = 3", /edited/],
    ["a removed event", "DELETE FROM event WHERE position = 3", /removed/],
    [
      "a tail that was cut cleanly",
      `DELETE FROM event WHERE stream = 1 AND version > 4;
       UPDATE stream SET version = 4, hash = (SELECT hash FROM event WHERE stream = 1 AND version = 4) WHERE id = 1`,
      /cut/,
    ],
  ])("finds %s", async (_, sql, says) => {
    const { project, path } = await worked();
    tamper(path, sql);
    const { code, stdout } = await verify(project);
    expect(code).toBe(1);
    expect(stdout).toMatch(says);
  });

  test("finds a file that was exchanged for another project's, and one that is gone", async () => {
    const { project, path } = await worked();
    const other = await worked();
    rmSync(path);
    expect((await verify(project)).stdout).toMatch(/gone/);
    renameSync(other.path, path);
    const { code, stdout } = await verify(project);
    expect(code).toBe(1);
    expect(stdout).toMatch(/exchanged/);
    await batonCall(project, "set_memory", { key: "a", value: 1 });
    expect((await verify(project)).stdout).toMatch(/exchanged/);
    const refused = await baton(project, ["audit", "accept"]);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("forbidden") });
    expect(await baton(project, ["audit", "accept"], operator)).toMatchObject({ code: 0 });
    expect(await verify(project)).toMatchObject({ code: 0 });
  });

  test("takes a database that Baton itself made anew for a new one", async () => {
    const { project, path } = await worked();
    rmSync(path);
    await batonCall(project, "set_memory", { key: "a", value: 1 });
    expect(await verify(project)).toMatchObject({ code: 0 });
  });
});

describe("baton audit seal", () => {
  test("shows a history that was cut with all its witnesses on this machine", async () => {
    const { project, path } = await worked();
    const { stdout: seal } = await baton(project, ["audit", "seal"]);
    expect(await verify(project, "--seal", seal.trim())).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("2 seals hold"),
    });
    await batonCall(project, "set_memory", { key: "later", value: 1 });
    expect(await verify(project, "--seal", seal.trim())).toMatchObject({ code: 0 });
    const state = project.env.XDG_STATE_HOME ?? "";
    rmSync(state, { recursive: true });
    tamper(
      path,
      `DELETE FROM event WHERE stream = 1 AND version > 4;
       UPDATE stream SET version = 4, hash = (SELECT hash FROM event WHERE stream = 1 AND version = 4) WHERE id = 1`,
    );
    expect(await verify(project)).toMatchObject({ code: 0 });
    const { code, stdout } = await verify(project, "--seal", seal.trim());
    expect(code).toBe(1);
    expect(stdout).toMatch(/cut: the seal of/);
  });

  test("does not hold with a changed content, nor for another database", async () => {
    const { project } = await worked();
    const { stdout } = await baton(project, ["audit", "seal"]);
    const [name, content = "", signature] = stdout.trim().split(".");
    const seal = JSON.parse(Buffer.from(content, "base64url").toString());
    const forged = Buffer.from(JSON.stringify({ ...seal, events: 1 })).toString("base64url");
    const { code, stdout: said } = await verify(
      project,
      "--seal",
      `${name}.${forged}.${signature}`,
    );
    expect(code).toBe(1);
    expect(said).toMatch(/forged/);
    const other = await worked();
    expect((await verify(other.project, "--seal", stdout.trim())).stdout).toMatch(/exchanged/);
  });

  test("signs with a key that only this user can read", async () => {
    const { project } = await worked();
    await baton(project, ["audit", "seal"]);
    const key = join(project.env.XDG_CONFIG_HOME ?? "", "baton", "seal-key.pem");
    expect(readFileSync(key, "utf8")).toContain("PRIVATE KEY");
    expect(statSync(key).mode & 0o777).toBe(0o600);
    writeFileSync(key, "nonsense");
    expect(await baton(project, ["audit", "seal"])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no Ed25519 key"),
    });
  });
});

/** A signing key whose public half, as its bytes are written, begins with a hyphen. */
const hyphenKey = (): string => {
  for (;;) {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    if (publicKey.export({ format: "jwk" }).x?.startsWith("-") === true)
      return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  }
};

describe("baton audit export", () => {
  const exported = async (signingKey: string | null = null) => {
    const { project } = await worked();
    const config = join(project.env.XDG_CONFIG_HOME ?? "", "baton");
    mkdirSync(config, { recursive: true, mode: 0o700 });
    if (signingKey !== null)
      writeFileSync(join(config, "seal-key.pem"), signingKey, { mode: 0o600 });
    const out = join(project.root, "record.jsonl");
    expect(await baton(project, ["audit", "export", "--out", out])).toMatchObject({ code: 0 });
    return { project, out, lines: readFileSync(out, "utf8").trim().split("\n") };
  };

  test("gives signed lines that prove themselves elsewhere", async () => {
    const { lines, project, out } = await exported();
    const { key } = JSON.parse(lines[0] ?? "");
    const other = await worked();
    expect(await verify(other.project, "--file", out, "--key", key)).toMatchObject({ code: 0 });
    expect(await verify(project, "--file", out, "--key", "someone-else")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("forged"),
    });
    expect((await baton(project, ["audit", "export", "--out", out])).stderr).toMatch(
      /not overwritten/,
    );
  });

  test("is verified by any key on the command line, whatever its bytes look like", async () => {
    const { lines, project, out } = await exported(hyphenKey());
    const { key } = JSON.parse(lines[0] ?? "");
    expect(await verify(project, "--file", out, "--key", key)).toMatchObject({ code: 0 });
  });

  let record: readonly string[] = [];
  beforeAll(async () => {
    record = await sampleExport();
  });

  test("holds unchanged", async () => {
    const { faults, events } = await verifyExport(Readable.from(record), null);
    expect(faults).toEqual([]);
    expect(events).toBe(record.length - 2);
  });

  test.each<[string, (lines: string[]) => string[], RegExp]>([
    ["a cut tail", (lines) => lines.slice(0, -1), /cut/],
    ["a cut before the seal", (lines) => lines.toSpliced(-2, 1), /cut/],
    ["a removed line", (lines) => lines.toSpliced(2, 1), /removed/],
    [
      "an edited event",
      (lines) => lines.with(3, (lines[3] ?? "").replace('"at":1', '"at":2')),
      /edited/,
    ],
    ["a line added", (lines) => [...lines, lines[2] ?? ""], /after the seal/],
    ["a line that is none", (lines) => lines.with(2, "nonsense"), /no event/],
    ["another head", (lines) => lines.with(0, "{}"), /not the head/],
  ])("shows %s", async (_, change, says) => {
    const { faults } = await verifyExport(Readable.from(change([...record])), null);
    expect(faults.join("\n")).toMatch(says);
  });

  test("gives a log that mining tools read", async () => {
    const { project, workflow_id } = await worked();
    const { stdout } = await baton(project, ["audit", "export", "--format", "xes"]);
    expect(stdout).toContain(`<string key="concept:name" value="${workflow_id}"/>`);
    const transitions = [
      ...stdout.matchAll(/value="(\w+)"\/>\n *<string key="org:resource" value="m/g),
    ];
    expect(transitions.map(([, name]) => name)).toEqual([
      "schedule",
      "start",
      "ate_abort",
      "start",
      "complete",
      "schedule",
      "start",
      "complete",
    ]);
    expect(stdout.match(/<(trace|event)>/g)?.length).toBe(
      stdout.match(/<\/(trace|event)>/g)?.length,
    );
  });
});

describe("baton audit map", () => {
  test("says what followed what and where the time went", async () => {
    const { project, workflow_id } = await worked();
    const { stdout } = await baton(project, ["audit", "map", workflow_id, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      traces: 1,
      activities: [{ activity: "marcus-backend", count: 3, failures: 1 }],
      bottleneck: "marcus-backend",
    });
    expect((await baton(project, ["audit", "map"])).stdout).toMatch(
      /\(start\) -> marcus-backend: 1/,
    );
    expect((await baton(project, ["audit", "map", "--mermaid"])).stdout).toMatch(/^flowchart TD/);
    expect((await baton(project, ["audit", "map", "--definition", "none"])).stdout).toBe(
      "Nothing was done yet.\n",
    );
  });
});

describe("baton replay", () => {
  test("ends quietly when nobody reads on", async () => {
    const { project, workflow_id } = await worked();
    const child = spawn(
      "sh",
      ["-c", `"$0" "$1" replay ${workflow_id} | true`, process.execPath, program],
      {
        cwd: project.root,
        env: project.env,
      },
    );
    let stderr = "";
    child.stderr.on("data", (chunk) => {
      stderr += String(chunk);
    });
    await once(child, "close");
    expect(stderr).toBe("");
  });

  test("tells the events, and how things stood after each", async () => {
    const { project, workflow_id } = await worked();
    const { stdout } = await baton(project, ["replay", workflow_id]);
    const lines = stdout.trim().split("\n");
    expect(lines[0]).toMatch(/^1 .*: /);
    const failedAt = lines.findIndex((line) => /failed/.test(line)) + 1;
    const then = await baton(project, ["replay", workflow_id, "--at", String(failedAt)]);
    expect(then.stdout).toMatch(/build: active, 1 attempts/);
    expect(then.stdout).not.toMatch(/check:/);
    const now = await baton(project, ["replay", workflow_id, "--at", String(lines.length)]);
    expect(now.stdout).toMatch(/completed/);
    expect(now.stdout).toMatch(/check: completed/);
    expect(await baton(project, ["replay", workflow_id, "--at", "99999"])).toMatchObject({
      code: 2,
    });
  });
});

describe("baton backup and restore", () => {
  test("bring back what a lost database held, and never overwrite", async () => {
    const { project, workflow_id, path } = await worked();
    const copy = join(project.root, "copies", "one.db");
    expect(await baton(project, ["backup", copy])).toMatchObject({ code: 0 });
    expect((await baton(project, ["backup", copy])).stderr).toMatch(/not overwritten/);
    await batonCall(project, "set_memory", { key: "after", value: 1 });
    const over = await baton(project, ["restore", copy], operator);
    expect(over).toMatchObject({ code: 1, stderr: expect.stringContaining("not overwritten") });
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
    expect(await baton(project, ["restore", copy])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("forbidden"),
    });
    expect(await baton(project, ["restore", copy], operator)).toMatchObject({ code: 0 });
    expect(await batonCall(project, "status", { workflow_id })).toMatchObject({
      status: "completed",
    });
    expect(await batonCall(project, "get_memory", { key: "after" })).toMatchObject({ entries: [] });
    expect(await verify(project)).toMatchObject({ code: 0 });
    expect(readdirSync(join(project.root, ".baton")).sort()).toEqual(
      expect.arrayContaining(["baton.db"]),
    );
  });

  test("refuse what is no database, and what is damaged", async () => {
    const { project, path } = await worked();
    const bad = join(project.root, "bad.db");
    writeFileSync(bad, "not a database at all, but long enough to look like a file of some kind");
    rmSync(path);
    const refused = await baton(project, ["restore", bad], operator);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/none of Baton's databases|not a database/);
    expect(
      readdirSync(join(project.root, ".baton")).filter((name) => name.includes("part")),
    ).toEqual([]);
    expect(await baton(project, ["backup", join(project.root, "x.db")])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("There is no database"),
    });
  });
});
