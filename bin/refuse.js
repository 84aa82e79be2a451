// Read by runtimes that are too old for the product: nothing here is newer than Node.js 14.13.
import readline from "node:readline";

/** True when the arguments start the server, which is the default command. */
export function startsServer(args) {
  const [first] = args;
  if (first === undefined || first === "serve") return true;
  return first.startsWith("-") && !["-h", "--help", "-v", "--version"].includes(first);
}

/**
 * Says why Baton cannot run. A client shows no stderr, so as a server it also answers every request with
 * the line, until the input ends. The exit code is 1.
 */
export function refuse(line, asServer) {
  process.exitCode = 1;
  process.stderr.write(`${line}\n`);
  if (!asServer) return;
  process.stdout.on("error", () => process.exit(1));
  readline.createInterface({ input: process.stdin }).on("line", (text) => {
    const id = requestId(text);
    if (id === undefined) return;
    const answer = { jsonrpc: "2.0", id, error: { code: -32000, message: line } };
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  });
}

/** The id of a request; undefined for everything that must not be answered. */
function requestId(text) {
  try {
    const { id, method } = JSON.parse(text);
    const usable = typeof id === "string" || Number.isSafeInteger(id);
    return usable && typeof method === "string" ? id : undefined;
  } catch (_error) {
    return undefined;
  }
}
