import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { planGraph } from "../../src/definition/plan-graph.ts";
import { readDefinitions } from "../../src/definition/read-definition.ts";
import { page, repository, section, table } from "../docs/markdown.ts";

const path = "docs/templates.md";
const names = readdirSync(join(repository, "workflows")).map((file) => file.replace(".yaml", ""));

const definitionOf = (name: string) => {
  const text = readFileSync(join(repository, "workflows", `${name}.yaml`), "utf8");
  const read = readDefinitions(text, { knowsAgent: () => true });
  const [definition] = read.type === "definitions" ? read.definitions : [];
  if (definition === undefined) throw new Error(`${name} is invalid`);
  return definition;
};

describe("the templates' page", () => {
  test("has an entry for each template, and its description in the list", () => {
    const headings = [...page(path).text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings.toSorted()).toEqual(names);
    for (const name of names)
      expect(page(path).text).toContain(
        `| [${name}](#${name}) | ${definitionOf(name).description} |`,
      );
  });

  test.each(names)("draws %s as it is: else paste what baton graph prints", (name) => {
    const drawn = /```mermaid\n([\s\S]*?)```/.exec(section(path, name))?.[1];
    expect(drawn).toBe(planGraph(definitionOf(name).plan));
  });

  test.each(names)("lists the input of %s", (name) => {
    const told = table(section(path, name));
    const input = Object.entries(definitionOf(name).plan.input).map(([field, each]) => [
      `\`${field}\``,
      each.values?.join(", ") ?? each.type,
      each.initial === undefined ? "nothing" : JSON.stringify(each.initial),
    ]);
    expect(told).toEqual(input);
  });
});
