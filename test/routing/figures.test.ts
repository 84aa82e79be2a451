import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { routes } from "../../src/routing/route-signal.ts";
import { collections, isHeldOut, labelledIn } from "./collections.ts";
import { routingTables } from "./markdown.ts";
import { measureGoals } from "./measure-goals.ts";
import { measureRanking } from "./measure-ranking.ts";

const docs = readFileSync(join(import.meta.dirname, "..", "..", "docs", "routing.md"), "utf8");

test("docs/routing.md has the figures that come out: else paste what npm run routing prints", () => {
  for (const table of routingTables()) expect(docs).toContain(table);
});

describe("the labelled texts", () => {
  const goals = [...labelledIn("goals.tsv"), ...labelledIn("goals-tuning.tsv")];
  const all = collections();

  test("are many, and each stands there once", () => {
    const texts = [...goals, ...all.flatMap(({ requests }) => requests)].map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(labelledIn("goals.tsv").length).toBeGreaterThanOrEqual(200);
    expect(all.flatMap(({ requests }) => requests).length).toBeGreaterThanOrEqual(300);
  });

  test("are labelled with what there is", () => {
    for (const { labels } of goals) expect(routes).toContain(labels[0]);
    for (const { agents, requests } of all) {
      const names = agents.map(({ name }) => name);
      for (const { labels } of requests) for (const label of labels) expect(names).toContain(label);
    }
  });

  test("are held out to about a half, and none of those is in the file for tuning", () => {
    const { length } = labelledIn("goals.tsv").filter(({ text }) => isHeldOut(text));
    expect(length / labelledIn("goals.tsv").length).toBeGreaterThan(0.4);
  });
});

test("on the held-out half the ranking is far better than plain full-text search", () => {
  const held = measureRanking().filter(({ half }) => half === "held out");
  for (const name of new Set(held.map(({ collection }) => collection))) {
    const of = (by: string) =>
      held.find((each) => each.collection === name && each.by === by)?.top ?? [0, 0, 0];
    const [one, three, five] = of("Baton");
    const [plainOne, plainThree, plainFive] = of("FTS5 bm25");
    expect(one).toBeGreaterThan(plainOne + 0.1);
    expect(three).toBeGreaterThan(plainThree + 0.1);
    expect(five).toBeGreaterThan(plainFive + 0.1);
  }
});

test("on the held-out half confidence means what it says", () => {
  const [held] = measureGoals();
  expect(held?.accuracy).toBeGreaterThan(0.85);
  expect(held?.ece).toBeLessThan(0.1);
});
