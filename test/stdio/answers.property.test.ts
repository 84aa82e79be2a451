import { PassThrough } from "node:stream";
import fc from "fast-check";
import { expect, it } from "vitest";
import { serveFramed } from "../../src/server/stdio/serve-framed.ts";
import { buildTiny } from "./fixtures/build-tiny.ts";
import { collectAnswers, hello, spawnTiny, writeLines } from "./fixtures/session.ts";
import { anyTraffic, cutAnywhere, shownAnswer, trafficLimits } from "./fixtures/traffic.ts";

const sizes = fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 8 });

it("answers every request exactly once and nothing else, whatever stands between them", async () => {
  await fc.assert(
    fc.asyncProperty(anyTraffic, sizes, async (traffic, cuts) => {
      const input = new PassThrough();
      const output = new PassThrough();
      const { answers } = collectAnswers(output);
      const server = serveFramed({
        input,
        output,
        buildServer: buildTiny,
        onClose: () => {},
        limits: { ...trafficLimits, queuedBytes: 2000, inFlight: 3 },
      });
      writeLines(input, [hello()]);
      for (const chunk of cutAnywhere(traffic, cuts)) input.write(chunk);
      input.end();
      await server.closed;
      const expected = ['"hello" ok', ...traffic.flatMap((line) => line.expected)];
      expect(answers.map(shownAnswer).sort()).toEqual(expected.sort());
    }),
    { numRuns: 300 },
  );
});

it("does so as a process of its own, with requests of the product's limits", async () => {
  await fc.assert(
    fc.asyncProperty(anyTraffic, sizes, async (traffic, cuts) => {
      const { child, ended } = spawnTiny();
      const { answers } = collectAnswers(child.stdout);
      writeLines(child.stdin, [hello()]);
      // Too long and too deep mean more here; those lines have their own tests.
      const fitting = traffic.filter(({ line }) => line.length < 3000 && !line.includes("[[[["));
      for (const chunk of cutAnywhere(fitting, cuts)) child.stdin.write(chunk);
      child.stdin.end();
      expect(await ended).toEqual({ code: 0, signal: null });
      const expected = ['"hello" ok', ...fitting.flatMap((line) => line.expected)];
      expect(answers.map(shownAnswer).sort()).toEqual(expected.sort());
    }),
    { numRuns: 12 },
  );
}, 60_000);
