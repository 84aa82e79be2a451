import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const lock = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));

// Without the mark npm builds it with node-gyp, which wants compilers and headers that it does not need:
// prebuilt binaries come with the package. npm drops the mark whenever it rewrites the lock file.
test.for([
  "better-sqlite3",
  "better-sqlite3-multiple-ciphers",
])("%s is marked as having nothing to build", (name) => {
  expect(lock.packages[`node_modules/${name}`].gypfile).toBe(false);
});

test("no package is locked to the address of a registry", () => {
  const addresses = Object.values<{ resolved?: string }>(lock.packages).filter(
    (entry) => entry.resolved !== undefined,
  );
  expect(addresses).toEqual([]);
});

interface Entry {
  readonly integrity?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
}

const entries = Object.entries<Entry>(lock.packages).filter(([path]) => path !== "");
const nameOf = (path: string): string => path.slice(path.lastIndexOf("node_modules/") + 13);

test("every package is locked to a SHA-512 of its content", () => {
  const open = entries.filter(([, { integrity }]) => !integrity?.startsWith("sha512-"));
  expect(open.map(([path]) => path)).toEqual([]);
  expect(entries.filter(([, { link }]) => link === true)).toEqual([]);
});

test("no package runs a script at installation but the one that is allowed to, for development", () => {
  const scripted = entries.filter(([, entry]) => entry.hasInstallScript === true);
  expect(scripted.map(([path, { dev }]) => [nameOf(path), dev])).toEqual([["node", true]]);
  expect(Object.keys(manifest.allowScripts)).toEqual(["node"]);
});

test("what is installed with Baton is this, and nothing else", () => {
  const installed = entries.filter(
    ([, entry]) => !(entry.dev || entry.optional || entry.devOptional || entry.peer),
  );
  expect(installed.map(([path]) => nameOf(path)).sort()).toEqual([
    "@marcbachmann/cel-js",
    "@modelcontextprotocol/core",
    "@modelcontextprotocol/server",
    "ajv",
    "argparse",
    "better-sqlite3",
    "croner",
    "fast-deep-equal",
    "fast-uri",
    "js-yaml",
    "json-schema-traverse",
    "node-addon-api",
    "require-from-string",
    "tokenx",
    "zod",
  ]);
});
