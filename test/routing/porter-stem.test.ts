import { expect, test } from "vitest";
import { porterStem } from "../../src/routing/porter-stem.ts";
import { contentWords, plainWords, wordBeginnings } from "../../src/routing/words.ts";

// From the vocabulary that Porter published with the algorithm.
test.each([
  ["caresses", "caress"],
  ["ponies", "poni"],
  ["cats", "cat"],
  ["agreed", "agre"],
  ["plastered", "plaster"],
  ["motoring", "motor"],
  ["sing", "sing"],
  ["conflated", "conflat"],
  ["hopping", "hop"],
  ["falling", "fall"],
  ["filing", "file"],
  ["happy", "happi"],
  ["sky", "sky"],
  ["relational", "relat"],
  ["rationally", "ration"],
  ["digitizer", "digit"],
  ["vietnamization", "vietnam"],
  ["hopefulness", "hope"],
  ["sensibiliti", "sensibl"],
  ["electrical", "electr"],
  ["replacement", "replac"],
  ["adjustment", "adjust"],
  ["adoption", "adopt"],
  ["probate", "probat"],
  ["cease", "ceas"],
  ["controll", "control"],
  ["generalizations", "gener"],
  ["oscillators", "oscil"],
])("the stem of %s is %s", (word, stem) => {
  expect(porterStem(word)).toBe(stem);
});

test("forms of a word meet", () => {
  expect(new Set(contentWords("testing tests tested test")).size).toBe(1);
});

test("words of another sense do not meet for a shared beginning", () => {
  expect(new Set(contentWords("product production")).size).toBe(2);
  expect(new Set(contentWords("customer custom")).size).toBe(2);
});

test("a word that is no English one stays as it is, however long", () => {
  for (const word of ["y".repeat(200_000), "größe", "k8s"]) expect(porterStem(word)).toBe(word);
});

test("names in two parts are one word", () => {
  expect(plainWords("TypeScript on GitHub, LazyInitializationException")).toEqual([
    "typescript",
    "on",
    "github",
    "lazyinitializationexception",
    "lazy",
    "initialization",
    "exception",
  ]);
});

test("the beginning of a word is one of all its forms", () => {
  for (const [word, form] of [
    ["query", "queries"],
    ["queries", "query"],
    ["happy", "happily"],
    ["deployment", "deploying"],
  ] as const) {
    const [beginning = ""] = wordBeginnings(word);
    expect(form.startsWith(beginning) && beginning.length >= 4, word).toBe(true);
  }
});

test("compounds are taken apart, and names with marks stay whole", () => {
  expect(plainWords("useEffect in order_list-view.tsx")).toEqual([
    "useeffect",
    "use",
    "effect",
    "in",
    "order",
    "list",
    "view",
    "tsx",
  ]);
  expect(plainWords("C++, C#, .NET and CI/CD with Node.js")).toEqual([
    "cpp",
    "csharp",
    "dotnet",
    "and",
    "cicd",
    "with",
    "node",
  ]);
});
