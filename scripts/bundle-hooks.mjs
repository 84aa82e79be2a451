// Puts the modules of the hooks together, part of the build. A hook is a process of its own that the client waits for, and
// most of its time went into finding some 700 small files. What goes into the bundle keeps its license beside it.
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const bundled = join(dist, "hook-bundle");

const bundle = await rolldown({
  input: join(dist, "hook", "main.js"),
  external: ["better-sqlite3"],
  platform: "node",
});
const { output } = await bundle.write({ dir: bundled, format: "esm" });
await bundle.close();
writeFileSync(join(bundled, "LICENSES.txt"), licenses(packages(output)));
rmSync(join(dist, "hook"), { recursive: true });
renameSync(bundled, join(dist, "hook"));

/** The folders of all packages that something was taken from. */
function packages(chunks) {
  const folder = new RegExp(
    `^.*[\\${sep}]node_modules[\\${sep}](?:@[^\\${sep}]+[\\${sep}])?[^\\${sep}]+`,
  );
  const found = chunks.flatMap(({ moduleIds = [] }) => moduleIds.map((id) => folder.exec(id)?.[0]));
  return [...new Set(found.filter((each) => each !== undefined))].sort();
}

function licenses(folders) {
  const texts = folders.map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    if (file === undefined) throw new Error(`${name} has no license file`);
    return `${name} ${version}\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  return texts.join("\n----\n\n");
}
