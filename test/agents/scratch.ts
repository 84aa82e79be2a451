import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";

/** A folder for this test file that is gone after it; `write` makes parent folders as needed. */
export const scratch = () => {
  const root = mkdtempSync(join(tmpdir(), "baton-agents-"));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let count = 0;
  return {
    folder: (): string => {
      count += 1;
      const path = join(root, String(count));
      mkdirSync(path);
      return path;
    },
    write: (path: string, text: string): void => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    },
  };
};

/** A valid agent file. */
export const agentFile = (name: string, description = `Does ${name} things.`, more = ""): string =>
  `---\nname: ${name}\ndescription: ${description}\n${more}---\n\nYou are ${name}.\n`;
