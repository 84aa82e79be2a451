import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { hook, launcherOf, payload } from "../hook/hook.ts";
import { baton } from "./command-line.ts";
import { claim, create } from "./moves.ts";
import type { ScratchProject } from "./project-in.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";

/** Runs something under another umask, which the processes it starts inherit. */
const under = async <T>(umask: number, run: () => Promise<T>): Promise<T> => {
  const before = process.umask(umask);
  try {
    return await run();
  } finally {
    process.umask(before);
  }
};

const modes = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), (statSync(path).mode & 0o777).toString(8)];
    }),
  );

/** Uses everything that leaves files with the user or in the project. */
const leaveFiles = async (project: ScratchProject): Promise<void> => {
  const session = await openSession(project, { env: { CLAUDE_CODE_SESSION_ID: "session-1" } });
  await claim(session, await create(session, { to_agent: "builder" }));
  for (let tries = 0; !existsSync(launcherOf(project)); tries++) {
    if (tries > 500) throw new Error("the server never wrote the launcher");
    await pause(10);
  }
  await hook(project, "PreToolUse", payload("PreToolUse of an agent that claims"));
  const env = { BATON_ASSUME_OPERATOR: "1" };
  await baton(project, ["config", "add-check", "tests", "--", "true"], { env });
  await baton(project, ["audit", "seal"]);
  await baton(project, ["backup", "copy.db"]);
};

describe.skipIf(process.platform === "win32")("files", () => {
  test.each([
    0o000, 0o022, 0o077,
  ])("are the user's alone under umask %o, whatever they hold", async (umask) => {
    const project = scratchProject();
    await under(umask, () => leaveFiles(project));
    const base = dirname(project.root);
    const made = { ...modes(base), "project/.baton/.gitignore": "600" };
    const names = Object.keys(made).join("\n");
    for (const kept of [
      /baton\.db$/m,
      /baton\.db-wal$/m,
      /baton\.db-shm$/m,
      /copy\.db$/m,
      /config\.json$/m,
      /seal-key\.pem$/m,
      /\.seals$/m,
      /hook\.json$/m,
      /\.heads$/m,
      /places\/\w+$/m,
      /agents\/\w+$/m,
    ])
      expect(names).toMatch(kept);
    const open = Object.entries(made).filter(
      ([name, mode]) => /\.(\w|-)+$|places\/|agents\//.test(name) && !mode.endsWith("00"),
    );
    expect(open).toEqual([]);
  });

  test("that a user has shared keep their modes", async () => {
    const project = scratchProject();
    await create(await openSession(project));
    const folder = join(project.root, ".baton");
    chmodSync(folder, 0o770);
    chmodSync(join(folder, "baton.db"), 0o660);
    await create(await openSession(project));
    expect(modes(project.root)).toMatchObject({ ".baton": "770", ".baton/baton.db": "660" });
  });
});

test("a project whose .baton leads elsewhere is refused by name, and nothing is written there", async () => {
  const project = scratchProject();
  const elsewhere = join(project.root, "..", "elsewhere");
  mkdirSync(elsewhere);
  symlinkSync(elsewhere, join(project.root, ".baton"));
  const session = await openSession(project);
  const { code, message, fix } = await session.refused("set_memory", { key: "k", value: 1 });
  expect([code, message]).toEqual(["internal", expect.stringContaining(".baton is a link")]);
  expect(fix).toContain("--db or BATON_DB");
  expect(readdirSync(elsewhere)).toEqual([]);
  await session.close();
  const chosen = { BATON_DB: join(project.root, ".baton", "baton.db") };
  const mine = await openSession(project, { env: chosen });
  await mine.call("set_memory", { key: "k", value: 1 });
  expect(readFileSync(join(elsewhere, "baton.db")).length).toBeGreaterThan(0);
});
