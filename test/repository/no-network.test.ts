import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");
const network =
  /from "node:(?:https?|http2|net|tls|dgram|dns(?:\/promises)?)"|import\("node:(?:https?|net|tls)|\bfetch\(|\bnew (?:WebSocket|EventSource)\b/;

test("nothing in the program speaks to a network", () => {
  const files = ["src", "bin", "hooks"].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.m?[jt]s$/.test(name))
      .map((name) => join(folder, name)),
  );
  expect(files.length).toBeGreaterThan(300);
  const speaking = files.filter((file) => network.test(readFileSync(join(root, file), "utf8")));
  expect(speaking).toEqual([]);
});
