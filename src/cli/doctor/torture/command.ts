import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { findProject } from "../../../server/project/find-project.ts";
import type { Io } from "../../io.ts";
import { surroundingsOf } from "../../options.ts";
import { type Tried, torture } from "./torture.ts";

/** `baton doctor --torture`: tries on the user's own disk what must not lose anything; their database is not opened. */
export const tortureCommand = async (
  io: Io,
  {
    db,
    json,
    seconds,
  }: { readonly db: string | undefined; readonly json: boolean; readonly seconds: number },
): Promise<number> => {
  const { databasePath } = findProject(surroundingsOf(io, db));
  const folder = nearestFolder(dirname(databasePath));
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
  const show = ({ name, outcome, text }: Tried): void =>
    io.stdout(`${marks[outcome]} ${name.padEnd(10)} ${text}\n`);
  if (!json) io.stdout(`Trying Baton on the disk of ${folder}, for some ${seconds} s.\n`);
  try {
    const { signal } = interrupt;
    const onTried = json ? () => {} : show;
    const tortured = await torture({ folder, env: io.env, seconds, signal, onTried });
    if (json) io.stdout(`${JSON.stringify({ folder, ...tortured }, null, 2)}\n`);
    return tortured.held ? 0 : 1;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    io.stderr("baton: interrupted; nothing is left behind.\n");
    return 130;
  } finally {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.off(signal, stop);
  }
};

const marks = { held: "ok  ", broke: "BAD ", noted: "NOTE" } as const;

const nearestFolder = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder));
