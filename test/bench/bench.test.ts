import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { measurements } from "../../bench/measurements/all.ts";
import type { Table } from "../../bench/table.ts";

const main = join(import.meta.dirname, "..", "..", "bench", "main.ts");
const bench = (...args: string[]) => promisify(execFile)(process.execPath, [main, ...args]);

test("the bench measures everything once in a quick run", async () => {
  const { stdout } = await bench("--quick", "--json");
  const report: { measurements: Record<string, Table[]> } = JSON.parse(stdout);
  expect(Object.keys(report.measurements)).toEqual(measurements.map(({ name }) => name));
  for (const table of Object.values(report.measurements).flat()) {
    expect(table.rows, table.title).not.toEqual([]);
    for (const { measure, subject, ratio } of table.rows) {
      expect(Number.isFinite(subject), measure).toBe(true);
      if (ratio !== null) expect(ratio, measure).toBeGreaterThan(0);
    }
  }
}, 180_000);

test("docs/performance.md says what each measurement is, in their order", async () => {
  const page = await readFile(join(import.meta.dirname, "../../docs/performance.md"), "utf8");
  const named = [...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  expect(named).toEqual(measurements.map(({ name }) => name));
});

test("a measurement that does not exist is refused with the names of those that do", async () => {
  await expect(bench("--only", "speed")).rejects.toThrow(
    /--only speed: there are cold-start, calls/,
  );
});
