import { ftruncateSync, openSync, writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { seeded } from "../chaos/random.ts";
import { corpusOf } from "./corpus.ts";
import { inputsFor } from "./inputs.ts";
import { shrunk } from "./shrunk.ts";
import type { Target, Trial } from "./target.ts";
import { targetNamed } from "./targets/all.ts";

/** What the parent reads, a JSON text a line. */
export type Report =
  | { readonly type: "begin"; readonly target: string }
  | { readonly type: "finding"; readonly what: string; readonly input: string }
  | { readonly type: "end"; readonly inputs: number };

/** More findings than this of one target are seldom others. */
const findingLimit = 5;

const [names = "", seed = "1", runs = "1000", seconds = "", currentFile = ""] =
  process.argv.slice(2);
const say = (report: Report) => process.stdout.write(`${JSON.stringify(report)}\n`);

const counter = new Int32Array(new SharedArrayBuffer(4));
new Worker(new URL("./watchdog.ts", import.meta.url), { workerData: { counter } }).unref();

// What is being tried lies in a file, for the parent to find when this process ends at it.
const current = openSync(currentFile, "w");
const remember = (input: Buffer): void => {
  ftruncateSync(current, 0);
  writeSync(current, input, 0, input.length, 0);
  Atomics.add(counter, 0, 1);
};

const faultOf = async (trial: Trial, input: Buffer): Promise<string | null> => {
  remember(input);
  try {
    await trial.judge(input);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
};

const run = async (target: Target): Promise<void> => {
  say({ type: "begin", target: target.name });
  const trial = await target.open();
  const corpus = corpusOf(target.name);
  const most = corpus.length + (target.large ?? []).length + Number(runs);
  const end =
    seconds === "" ? Number.POSITIVE_INFINITY : performance.now() + Number(seconds) * 1000;
  let inputs = 0;
  let findings = 0;
  for (const input of inputsFor(target, corpus, seeded(Number(seed)))) {
    if (inputs >= most || performance.now() > end || findings >= findingLimit) break;
    inputs++;
    const what = await faultOf(trial, input);
    if (what === null) continue;
    findings++;
    const small = await shrunk(input, async (less) => (await faultOf(trial, less)) !== null);
    const why = (await faultOf(trial, small)) ?? what;
    say({ type: "finding", what: why, input: small.toString("base64") });
  }
  await trial.close();
  say({ type: "end", inputs });
};

for (const name of names.split(",")) await run(targetNamed(name));
