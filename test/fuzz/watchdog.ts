import { workerData } from "node:worker_threads";

/**
 * Ends the process when one input takes too much work. Work is the processor time of this process, so that a busy
 * machine makes no findings.
 */
const cpuLimitMs = 10_000;

const { counter }: { readonly counter: Int32Array } = workerData;

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

let seen = -1;
let since = cpuMs();
setInterval(() => {
  const now = Atomics.load(counter, 0);
  if (now !== seen) {
    seen = now;
    since = cpuMs();
  } else if (cpuMs() - since > cpuLimitMs) process.kill(process.pid, "SIGKILL");
}, 250);
