import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { play } from "./play.ts";
import { kill } from "./scenario/kill.ts";
import { powerLossAfter } from "./scenario/power-loss.ts";
import type { Scenario } from "./scenario.ts";

const round = (scenario: Scenario) => {
  const base = mkdtempSync(join(tmpdir(), "baton-chaos-"));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  return play(scenario, base, { seed: 20_260_105, round: 1 });
};

test("servers that are killed while they write lose nothing they have acknowledged", async () => {
  const { acknowledged, unanswered, faults } = await round(kill);
  expect(faults).toEqual([]);
  expect(acknowledged).toBeGreaterThan(50);
  expect(unanswered).toBeGreaterThan(0);
});

test("a loss of power at any moment takes nothing back that was acknowledged, also after syncs that failed", async ({
  skip,
}) => {
  const scenario = powerLossAfter(9, 40);
  const missing = scenario.unavailable?.() ?? null;
  if (missing !== null) return skip(missing);
  const { acknowledged, faults } = await round(scenario);
  expect(faults).toEqual([]);
  expect(acknowledged).toBeGreaterThan(18);
});
