import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** Runs the project's tests and returns {passed, failed: [names], names, output}; `coverage` adds its table to the output. */
export const runTests = async ({ coverage = false } = {}) => {
  const flags = coverage ? ["--experimental-test-coverage"] : [];
  const child = spawn(process.execPath, ["--test", "--test-reporter=tap", ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const output = await text(child.stdout);
  const results = [...output.matchAll(/^(ok|not ok) \d+ - (.*)$/gm)];
  const named = (verdict) =>
    results.filter((match) => match[1] === verdict).map(([, , name]) => name);
  return { passed: named("ok"), failed: named("not ok"), output };
};
