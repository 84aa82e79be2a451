import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

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
