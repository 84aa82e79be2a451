import { parseArgs } from "node:util";
import { tryAnything } from "./property.ts";

/** `npm run model -- --runs N [--commands N] [--seed SEED]`: ends with 1 and the smallest sequence that breaks something. */
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "2000" },
    commands: { type: "string", default: "60" },
    seed: { type: "string" },
  },
});
const runs = Number(values.runs);
const started = performance.now();
try {
  await tryAnything({
    runs,
    commands: Number(values.commands),
    seed: values.seed === undefined ? undefined : Number(values.seed),
  });
  const seconds = Math.round((performance.now() - started) / 1000);
  process.stdout.write(`${runs} sequences in ${seconds} s: every invariant held\n`);
} catch (error) {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  process.stdout.write(`${message}\n${cause instanceof Error ? cause.message : ""}\n`);
  process.exitCode = 1;
}
