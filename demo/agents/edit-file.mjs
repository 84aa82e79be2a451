import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Replaces a passage that must occur exactly once, so that an edit never lands in the wrong place. */
export const edit = async (path, before, after) => {
  const content = await readFile(path, "utf8");
  const found = content.split(before).length - 1;
  if (found !== 1) throw new Error(`${path} has the passage to replace ${found} times, not once`);
  // A function, so that "$" in the new text means itself.
  await writeFile(
    path,
    content.replace(before, () => after),
  );
};

/** Writes a file, with its folder. */
export const write = async (path, content) => {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
};
