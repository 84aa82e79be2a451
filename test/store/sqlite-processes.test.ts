import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { memoryStream } from "../../src/core/state/stream-state.ts";
import { openSqliteStore } from "../../src/store/sqlite/open-sqlite-store.ts";
import { runChild } from "./child-process.ts";
import { realClock } from "./commands.ts";
import { scratchFolder } from "./scratch-folder.ts";

const writeMany = new URL("./child/write-many.ts", import.meta.url);
const openOnly = new URL("./child/open-only.ts", import.meta.url);
const stream = memoryStream("project", "project", "shared");

describe("several processes on one SQLite database", { timeout: 60_000 }, () => {
  test("may create it at the same moment: one format, one id", async () => {
    const path = join(scratchFolder(), ".baton", "baton.db");
    const children = ["orch_1", "orch_2", "orch_3"].map((id) => runChild(openOnly, path, id));
    await Promise.all(children.map((child) => child.line((line) => line === "ready")));
    for (const child of children) child.process.stdin?.write("go\n");
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0, 0]);
    const ids = children.map(({ lines }) => lines[1]);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    const store = openSqliteStore({ path, clock: realClock, headsDir: null });
    expect(await store.verify()).toMatchObject({ streams: 3, events: 3, faults: [] });
    await store.close();
  });

  test("write one stream 200 times each, and nothing is lost", async () => {
    const path = join(scratchFolder(), "baton.db");
    const children = ["a", "b"].map((who) => runChild(writeMany, path, stream, who, "200"));
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual([0, 0]);
    const acknowledged = children.flatMap(({ lines }) => lines.slice(0, -1));
    expect(acknowledged).toHaveLength(400);
    const store = openSqliteStore({ path, clock: realClock, headsDir: null });
    const events = await store.events(stream, 0, 1_000);
    const stored = events.map(({ version, data }) =>
      data.type === "memory_set" && data.value.kind === "inline"
        ? `${version} ${data.value.value}`
        : "",
    );
    expect(stored).toEqual(
      [...acknowledged].sort((x, y) => Number.parseInt(x, 10) - Number.parseInt(y, 10)),
    );
    expect(await store.verify()).toMatchObject({ events: 400, faults: [] });
    expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
    await store.close();
  });

  test("none of six waits long for its turn", async () => {
    const path = join(scratchFolder(), "baton.db");
    const children = ["a", "b", "c", "d", "e", "f"].map((who) =>
      runChild(writeMany, path, stream, who, "150"),
    );
    await Promise.all(children.map(({ ended }) => ended));
    const worst = children.map(({ lines }) => Number(lines.at(-1)?.replace("worst ", "")));
    expect(worst).toHaveLength(6);
    for (const ms of worst) expect(ms).toBeLessThan(2_000);
  });

  test("a writer killed at any moment loses nothing it acknowledged", async () => {
    const folder = scratchFolder();
    const path = join(folder, "baton.db");
    const acknowledged: string[] = [];
    for (let round = 1; round <= 5; round++) {
      const child = runChild(writeMany, path, stream, `r${round}`, "100000", folder);
      await child.line((line) => line.endsWith(` ${10 + round * 7}`));
      child.process.kill("SIGKILL");
      await child.ended;
      acknowledged.push(...child.lines);
    }
    const store = openSqliteStore({ path, clock: realClock, headsDir: folder });
    const events = await store.events(stream, 0, 100_000);
    const stored = new Set(
      events.map(({ version, data }) =>
        data.type === "memory_set" && data.value.kind === "inline"
          ? `${version} ${data.value.value}`
          : "",
      ),
    );
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(acknowledged.filter((line) => !stored.has(line))).toEqual([]);
    expect(await store.verify()).toMatchObject({ events: events.length, faults: [] });
    expect(await store.integrity()).toEqual([]);
    expect(await store.rebuild({ repair: false })).toMatchObject({ differences: [] });
    await store.close();
  });
});
