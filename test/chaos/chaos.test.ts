import { expect, test } from "vitest";
import { scratchProject } from "../e2e/scratch-project.ts";
import { runChaos } from "./run-chaos.ts";

test("servers that are killed while they write lose nothing they have acknowledged", async () => {
  const result = await runChaos(scratchProject(), { seed: 20_260_105, rounds: 5 });
  expect(result).toMatchObject({ kills: 5, faults: [] });
  expect(result.acknowledged).toBeGreaterThan(50);
  expect(result.cut).toBeGreaterThan(0);
});
