// Read by runtimes that are too old for the product: nothing here is newer than Node.js 14.13.
import { spawn } from "node:child_process";
import { marker } from "./runtime.js";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs the same command on another Node.js, on the same three streams, and ends as it ends. Signals are
 * passed on; should this process be killed, the child learns of it when the channel between them closes.
 */
export function reexecute(binary, args) {
  const child = spawn(binary, args, {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: Object.assign({}, process.env, { [marker]: "1" }),
  });
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  child.on("error", (error) => {
    process.stderr.write(`Baton could not start ${binary}: ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => {
    for (const name of signals) process.removeListener(name, forward);
    if (signal === null) process.exit(code);
    process.kill(process.pid, signal);
  });
}

/** In the re-executed process: ends in order when the process that started it is gone. */
export function followParent() {
  delete process.env[marker];
  if (!process.channel) return;
  process.channel.unref();
  process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
}
