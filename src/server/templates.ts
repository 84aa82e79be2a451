import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Templates } from "../engine/ports.ts";
import { readShort } from "./project/look.ts";

/** No definition is longer; what is, is none. */
const mostBytes = 1_048_576;
const ending = /\.ya?ml$/;

/** Templates from folders; the first folder that has a name wins. Looked for anew each time: they are few and small. */
export const templatesIn = (folders: readonly string[]): Templates => ({
  names: () => [...new Set(folders.flatMap(namesIn))].sort(),
  read: (name) => {
    for (const folder of folders) {
      // Only a name that the folder lists is read, so that none can lead out of it.
      const file = filesIn(folder).find((each) => each.replace(ending, "") === name);
      // A link of a repository's may lead to what never ends, such as a device.
      if (file !== undefined) return readShort(join(folder, file), mostBytes);
    }
    return null;
  },
});

const namesIn = (folder: string): readonly string[] =>
  filesIn(folder).map((file) => file.replace(ending, ""));

const filesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder).filter((file) => ending.test(file));
  } catch {
    return [];
  }
};
