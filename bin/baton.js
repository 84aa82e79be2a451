#!/usr/bin/env node
// Checks the runtime before anything native is loaded: on an old one the database would crash it.
import module from "node:module";
import { fileURLToPath } from "node:url";
import v8 from "node:v8";
import { decideRuntime, findNode, marker } from "./runtime.js";

const args = process.argv.slice(2);
const main = new URL("../dist/cli/main.js", import.meta.url);

const decision = decideRuntime({
  versions: process.versions,
  execPath: process.execPath,
  reexecuted: process.env[marker] !== undefined,
  find: () => findNode(import.meta.url),
});

if (decision.type === "refuse") void refuse(decision.line);
else if (decision.type === "reexec") void reexecute(decision.binary);
else void start();

// What only some starts need is loaded by those: each module costs the others milliseconds.
async function reexecute(binary) {
  const other = await import("./reexec.js");
  other.reexecute(binary, [...process.execArgv, fileURLToPath(import.meta.url), ...args]);
}

async function refuse(line) {
  const refusal = await import("./refuse.js");
  refusal.refuse(line, refusal.startsServer(args));
}

async function start() {
  if (process.env[marker] !== undefined) (await import("./reexec.js")).followParent();
  module.enableCompileCache?.();
  // A server mostly waits. Left alone, the room for new objects would grow by some 40 MB and stay.
  v8.setFlagsFromString("--semi-space-growth-factor=1");
  import(main.href).then(run, (error) => {
    const unbuilt = error.code === "ERR_MODULE_NOT_FOUND" && error.url === main.href;
    const why = unbuilt ? "it is not built; run npm run build in its folder" : error.message;
    return refuse(`Baton could not start: ${why}.`);
  });
  // Clients kill their servers, and the cache is otherwise written at an orderly exit only.
  setTimeout(() => module.flushCompileCache?.(), 3000).unref();
}

function run(cli) {
  return cli.main(args).then((code) => {
    if (typeof code === "number") process.exitCode = code;
  });
}
