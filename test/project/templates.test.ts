import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { templatesIn } from "../../src/server/templates.ts";
import { scratch } from "./fixtures.ts";

const { folder, write } = scratch();

test("a template is a file of the folder by its name, and the first folder goes first", () => {
  const [own, packaged] = [folder(), folder()];
  write(join(own, "a.yaml"), "mine");
  write(join(packaged, "a.yml"), "theirs");
  write(join(packaged, "b.yaml"), "b");
  const templates = templatesIn([own, packaged]);
  expect(templates.names()).toEqual(["a", "b"]);
  expect(["a", "b", "c", "../a", "a.yaml", ""].map(templates.read)).toEqual([
    ...["mine", "b"],
    ...[null, null, null, null],
  ]);
});

test.skipIf(process.platform === "win32")(
  "what is no file, or no definition by its size, is none",
  () => {
    const own = folder();
    mkdirSync(join(own, "folder.yaml"));
    symlinkSync("/dev/zero", join(own, "endless.yaml"));
    symlinkSync("endless.yaml", join(own, "again.yaml"));
    symlinkSync("nowhere", join(own, "gone.yaml"));
    write(join(own, "huge.yaml"), "#".repeat(1_048_577));
    const templates = templatesIn([own]);
    for (const name of templates.names()) expect(templates.read(name), name).toBeNull();
    expect(templates.names()).toHaveLength(5);
  },
);
