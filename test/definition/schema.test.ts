import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { publishedSchemas } from "../../scripts/published-schemas.ts";
import { readDefinitions } from "../../src/definition/read-definition.ts";
import { keysOf, stageTypes } from "../../src/definition/stage-keys.ts";
import { anyWorkflow } from "./any-definition.ts";
import { fixture } from "./read.ts";

const repository = join(import.meta.dirname, "..", "..");
const shipped = readFileSync(join(repository, "schemas", "workflow.json"), "utf8");
const validate = new Ajv2020({ allErrors: true, strict: false }).compile(JSON.parse(shipped));
const faults = (value: unknown) => (validate(value) ? [] : validate.errors);

const page = readFileSync(join(repository, "docs", "workflow-language.md"), "utf8");
const examples = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
const whole = examples.filter((text) => /^workflow(_patterns)?:/m.test(text));

describe("the published schema", () => {
  test("is the one the code has; npm run schemas writes it", () => {
    expect(publishedSchemas().workflow).toBe(shipped);
  });

  test("takes the seed's files", () => {
    expect(faults(load(fixture("workflow-patterns-of-the-seed.yaml")))).toEqual([]);
    expect(faults(load(fixture("customer-onboarding-of-the-seed.yaml")))).toEqual([]);
  });

  test("takes every valid definition", () => {
    fc.assert(
      fc.property(anyWorkflow, (workflow) => {
        expect(faults({ workflow })).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test("refuses what an editor should mark", () => {
    for (const stage of [{ agnet: "x" }, { type: "vote" }, { timeout: "soon" }, { needs: "a" }])
      expect(faults({ workflow: { name: "x", stages: [stage] } })).not.toEqual([]);
    expect(faults({ workflow: { name: "x" } })).not.toEqual([]);
  });
});

describe("the page on the language", () => {
  test("has examples", () => expect(whole.length).toBeGreaterThan(5));

  test.each(
    whole.map((text) => [text.split("\n").slice(0, 3).join(" "), text] as const),
  )("shows a definition that is valid: %s", (_, text) => {
    const read = readDefinitions(text, { knowsAgent: () => true });
    expect(read).toMatchObject({ type: "definitions" });
    expect(faults(load(text))).toEqual([]);
  });

  test("shows pieces that are stages", () => {
    const pieces = examples.filter((text) => !whole.includes(text));
    for (const piece of pieces)
      expect(faults({ workflow: { name: "x", stages: load(piece) } })).toEqual([]);
  });

  test("names every type of stage with its own keys", () => {
    const shared = stageTypes
      .map(keysOf)
      .reduce((all, keys) => all.filter((key) => keys.includes(key)));
    for (const type of stageTypes) {
      const row = page.split("\n").find((line) => line.startsWith(`| \`${type}\``)) ?? "";
      const work = new Set(keysOf("agent").filter((key) => keysOf("sequential").includes(key)));
      for (const key of keysOf(type)) {
        if (shared.includes(key) || work.has(key)) expect(page).toContain(`\`${key}\``);
        else expect(row).toContain(`\`${key}\``);
      }
    }
  });
});
