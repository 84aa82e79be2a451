import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { rankedFor } from "../../src/engine/agent-search.ts";
import { composePorts } from "../../src/server/compose-ports.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { append } from "../store/commands.ts";
import { memorySet } from "../store/sample-events.ts";

const query = "feed the zebra";

test("the index of many agents is kept where a database is, and found by other processes", async () => {
  const project = scratchProject();
  for (let i = 0; i < 60; i++) {
    project.write(
      `agents/expert-${i}.md`,
      `---\nname: expert-${i}\ndescription: Knows page ${i}${i === 7 ? " of zebras" : ""}.\n---\nMend it.\n`,
    );
  }
  /** What a process that has just begun finds, and whether it found the index. */
  const fresh = async () => {
    const ports = composePorts({ cwd: project.root, env: project.env });
    onTestFinished(() => ports.store.close());
    let kept: boolean | null = null;
    const findCached = async (key: string) => {
      const content = await ports.store.findCached(key);
      kept = content !== null;
      return content;
    };
    const found = await rankedFor({ ...ports, store: { ...ports.store, findCached } }, query);
    return { ports, kept, best: found.slice(0, 5).map(({ agent, why }) => [agent.name, why()]) };
  };
  const first = await fresh();
  expect(first.best[0]?.[0]).toBe("expert-7");
  expect(existsSync(join(project.root, ".baton"))).toBe(false);
  await first.ports.store.transact(append("mem/project/project/k", [memorySet("a")]));
  const second = await fresh();
  const third = await fresh();
  expect([second.kept, third.kept]).toEqual([false, true]);
  expect([second.best, third.best]).toEqual([first.best, first.best]);
  project.write("agents/expert-7.md", "---\nname: expert-7\ndescription: Rests.\n---\nRest.\n");
  expect((await fresh()).kept).toBe(false);
  expect(await first.ports.store.verify()).toMatchObject({ events: 1, faults: [] });
});
