import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A project folder with user folders of its own; gone when the test is over. */
export interface ScratchProject {
  readonly root: string;
  readonly env: Record<string, string>;
  write(path: string, text: string): void;
  remove(path: string): void;
}

/** A scratch project in a folder the caller removes. */
export const projectIn = (base: string): ScratchProject => {
  const root = join(base, "project");
  mkdirSync(root, { recursive: true });
  return {
    root,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: join(base, "home"),
      XDG_CONFIG_HOME: join(base, "config"),
      XDG_STATE_HOME: join(base, "state"),
    },
    write: (path, text) => {
      const full = join(root, path);
      mkdirSync(dirname(full), { recursive: true });
      writeFileSync(full, text);
    },
    remove: (path) => rmSync(join(root, path)),
  };
};
