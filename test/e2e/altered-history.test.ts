import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import { create, doWork } from "./moves.ts";
import { scratchProject } from "./scratch-project.ts";
import { openSession } from "./session.ts";

test("a workflow whose history was altered is not resumed, but forked from the last good checkpoint, among however many", async () => {
  const project = scratchProject();
  const session = await openSession(project);
  const { workflow_id, ...one } = await create(session, { step: "one" });
  await doWork(session, one);
  const { checkpoint_id, version } = await session.call("checkpoint", {
    workflow_id,
    name: "good",
  });
  await doWork(session, await create(session, { workflow_id, step: "two" }));
  const other = await create(session, { step: "other" });
  const db = new Database(join(project.root, ".baton", "baton.db"));
  db.prepare(
    "UPDATE event SET at = at + 1 WHERE stream = (SELECT id FROM stream WHERE name = ?) AND version = ?",
  ).run(workflow_id, Number(version) + 2);
  // So many that a look at some of them does not find the one that is meant.
  db.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
     INSERT INTO checkpoint (checkpoint, stream, version, name, at)
     SELECT 'cp_' || printf('%012d', i), (SELECT id FROM stream WHERE name = ?), 1, 'other', 0 FROM n`,
  ).run(other.workflow_id);
  db.close();
  const refused = await session.refused("resume", { workflow_id });
  expect(refused).toMatchObject({
    code: "integrity_failed",
    details: { version: Number(version) + 2, last_good_checkpoint: checkpoint_id },
  });
  const fork = await session.call("resume", { checkpoint_id, fork: true });
  expect(fork).toMatchObject({ forked_from: workflow_id, progress: { completed: 1 } });
});
