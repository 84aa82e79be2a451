import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";

test("a server whose database is gone says so to whoever calls, and once in its log", async () => {
  const project = scratchProject();
  const session = await openSession(project);
  await session.call("set_memory", { key: "a", value: 1 });
  rmSync(join(project.root, ".baton"), { recursive: true });
  // The ticker looks once a second.
  await sleep(4_500);
  expect(await session.refused("set_memory", { key: "b", value: 2 })).toMatchObject({
    code: "internal",
    message: expect.stringContaining("was deleted or replaced"),
    fix: expect.stringContaining("Put the file back"),
  });
  expect(await session.refused("status")).toMatchObject({ code: "internal" });
  const lines = session.stderr().split("\n");
  expect(lines.filter((line) => line.includes("due work failed"))).toHaveLength(1);
});
