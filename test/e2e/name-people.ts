import { mkdirSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { ScratchProject } from "./project-in.ts";

/** Who runs the tests, as the operating system says. */
export const self: string = userInfo().username;

/** The operator names people for the project's user. */
export const namePeople = (
  { env }: ScratchProject,
  people: Readonly<
    Record<string, { readonly users?: readonly string[]; readonly roles?: readonly string[] }>
  >,
): void => {
  const folder = join(env.XDG_CONFIG_HOME ?? "", "baton");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "config.json"), JSON.stringify({ version: 1, people }));
};
