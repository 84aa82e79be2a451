import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { play } from "./play.ts";
import { kill } from "./scenario/kill.ts";

test("servers that are killed while they write lose nothing they have acknowledged", async () => {
  const base = mkdtempSync(join(tmpdir(), "baton-chaos-"));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  const { acknowledged, unanswered, faults } = await play(kill, base, {
    seed: 20_260_105,
    round: 1,
  });
  expect(faults).toEqual([]);
  expect(acknowledged).toBeGreaterThan(50);
  expect(unanswered).toBeGreaterThan(0);
});
