import type { FramedServer } from "./serve-framed.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Waits for the session's end, which a signal begins too, and gives the exit code: 0, or 1 when closing
 * failed or was not done `deadlineMs` after the end began. The caller exits with it; at that point every
 * acknowledged write is on disk, for no answer is given before its commit.
 */
export const untilEnd = async (server: FramedServer, deadlineMs = 400): Promise<number> => {
  // Kept until the process is gone: a terminal's second Ctrl-C must not cut the orderly end short.
  const end = () => void server.shutdown().catch(() => {});
  for (const signal of signals) process.on(signal, end);

  const closed = server.closed.then(
    () => 0,
    (error: unknown) => {
      process.stderr.write(`baton: closing failed: ${String(error)}\n`);
      return 1;
    },
  );
  await server.ending;
  return await Promise.race([closed, deadline(deadlineMs)]);
};

const deadline = (ms: number): Promise<number> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms, 1).unref();
  });
