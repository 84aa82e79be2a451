import { createRequire } from "node:module";
import type { Db } from "./db.ts";

/** Opens a database file. */
export type Connect = (path: string) => Db;

/** Loaded at the first use, since a native addon takes its time and many sessions never come to need it. */
const require = createRequire(import.meta.url);

/** Opens a file that exists, or with an empty path a database that goes when it is closed. */
export const connectFile: Connect = (path) => {
  const Database: typeof import("better-sqlite3") = require("better-sqlite3");
  // The built-in waiting would block the event loop and lets rivals starve (retry-busy.ts).
  return new Database(path, { timeout: 0, fileMustExist: true });
};
