import { readFile } from "node:fs/promises";
import type { ListToolsResult } from "@modelcontextprotocol/server";

/** Beside what was built; sources have none. */
const file = new URL("../tools.json", import.meta.url);

/**
 * Every tool as clients see it, as the build wrote it down (scripts/build.ts): to make the list means to build
 * every schema, a fifth of a start. Without a build it is made here.
 */
export const builtTools = (): Promise<ListToolsResult["tools"]> => {
  listed ??= read().catch(make);
  return listed;
};

let listed: Promise<ListToolsResult["tools"]> | undefined;

const read = async (): Promise<ListToolsResult["tools"]> =>
  JSON.parse(await readFile(file, "utf8"));

const make = async (): Promise<ListToolsResult["tools"]> => {
  const { listTools } = await import("./list-tools.ts");
  return listTools();
};
