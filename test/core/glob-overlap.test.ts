import fc from "fast-check";
import { expect, test } from "vitest";
import { globMatches, globsOverlap, resourcesOverlap } from "../../src/core/glob-overlap.ts";

const name = fc.stringMatching(/^[ab*?]{1,3}$/).filter((text) => !text.includes("**"));
const segment = fc.oneof(
  { arbitrary: name, weight: 3 },
  { arbitrary: fc.constant("**"), weight: 1 },
);
const glob = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.constantFrom("", "", "/"))
  .map(([segments, end]) => segments.join("/") + end);

/** Every path of up to four segments of up to two letters of a, b. */
const names = ["a", "b", "aa", "ab", "ba", "bb"];
const paths = [1, 2, 3, 4].reduce<{ readonly all: string[]; last: string[] }>(
  ({ all, last }, depth) => {
    const next =
      depth === 1 ? names : last.flatMap((path) => names.map((each) => `${path}/${each}`));
    return { all: [...all, ...next], last: next };
  },
  { all: [], last: [] },
).all;

/** An independent matcher: the glob as a regular expression. */
const asRegExp = (pattern: string): RegExp => {
  const segments = (pattern.endsWith("/") ? `${pattern}**` : pattern).split("/");
  const source = segments.map((each) =>
    each === "**" ? "(?:/[^/]+)*" : `/${each.replace(/\*/g, "[^/]*").replace(/\?/g, "[^/]")}`,
  );
  return new RegExp(`^${source.join("")}$`);
};

test("overlap does not depend on the order, and every glob overlaps itself", () => {
  fc.assert(
    fc.property(glob, glob, (a, b) => {
      expect(globsOverlap(a, b)).toBe(globsOverlap(b, a));
      expect(globsOverlap(a, a)).toBe(true);
    }),
  );
});

test("globs that both match some path overlap", () => {
  fc.assert(
    fc.property(glob, glob, (a, b) => {
      const [first, second] = [asRegExp(a), asRegExp(b)];
      const shared = paths.some((path) => first.test(`/${path}`) && second.test(`/${path}`));
      if (shared) expect(globsOverlap(a, b)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("globs that overlap have a path in common, where short paths can tell", () => {
  const short = fc.constantFrom("a", "b", "*", "a*", "*b", "?", "**");
  const few = fc.array(short, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  fc.assert(
    fc.property(few, few, (a, b) => {
      // `**` alone also names the folder itself, which no path here is.
      if ([a, b].every((each) => each.split("/").every((part) => part === "**"))) return;
      const [first, second] = [asRegExp(a), asRegExp(b)];
      const shared = paths.some((path) => first.test(`/${path}`) && second.test(`/${path}`));
      expect(globsOverlap(a, b)).toBe(shared);
    }),
    { numRuns: 500 },
  );
});

test("a path is matched as the regular expression of the glob matches it", () => {
  fc.assert(
    fc.property(glob, fc.constantFrom(...paths), (pattern, path) => {
      expect(globMatches(pattern, path)).toBe(asRegExp(pattern).test(`/${path}`));
    }),
    { numRuns: 1000 },
  );
});

test("the spelling of a path does not matter", () => {
  expect(globsOverlap("./src//a.ts", "src/a.ts")).toBe(true);
  expect(globsOverlap("src/", "src/deep/a.ts")).toBe(true);
  expect(globsOverlap("src/*.ts", "src/*.js")).toBe(false);
  expect(globsOverlap("src", "src/a.ts")).toBe(false);
  expect(globMatches("a?c", "a*c")).toBe(true);
  expect(globMatches("abc", "a*c")).toBe(false);
});

test("many wildcards do not make it slow", () => {
  const began = performance.now();
  globsOverlap("**/a/".repeat(100), "**/b/".repeat(100));
  globsOverlap("*a".repeat(300), "*b".repeat(300));
  expect(performance.now() - began).toBeLessThan(1000);
});

test("a resource that names a folder stands for all that is in it", () => {
  expect(resourcesOverlap("src", "src/a.ts")).toBe(true);
  expect(resourcesOverlap("src/a.ts", "src")).toBe(true);
  expect(resourcesOverlap("src/*", "src/deep/a.ts")).toBe(true);
  expect(resourcesOverlap("src", "source/a.ts")).toBe(false);
  expect(resourcesOverlap("src/a.ts", "src/b.ts")).toBe(false);
});

test("what begins differently does not overlap, however long it is", () => {
  const deep = "a-rather-long-folder/".repeat(20);
  expect(globsOverlap(`${deep}x/**`, `${deep}y/**`)).toBe(false);
  expect(globsOverlap(`${deep}x.ts`, `${deep}y.ts`)).toBe(false);
  expect(globsOverlap(`${deep}x.ts`, `${deep}x.ts`)).toBe(true);
});

test("globs too long to be told apart within reason are taken to overlap, and match no path", () => {
  const long = "*a".repeat(2_000);
  expect(globsOverlap(`${long}b`, `${long}c`)).toBe(true);
  expect(globMatches(`${long}b`, "a".repeat(4_000))).toBe(false);
});
