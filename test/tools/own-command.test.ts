import { expect, test } from "vitest";
import { ownCommand, withOwnCommand } from "../../src/server/own-command.ts";

test("an installed baton is called by its name", () => {
  expect(ownCommand("/usr/local/bin/baton")).toBe("baton");
});

test("one that npx runs is called through npx", () => {
  expect(ownCommand("/home/u/.npm/_npx/1a2b/node_modules/.bin/baton")).toBe("npx baton-mcp");
});

test("one that a project has installed is called through npx, too", () => {
  expect(ownCommand("/src/app/node_modules/.bin/baton")).toBe("npx baton");
});

test("one of a clone is called by its file", () => {
  expect(ownCommand("/src/my baton/bin/baton.js")).toBe('node "/src/my baton/bin/baton.js"');
});

test("texts name it so, and only where they tell to run it", () => {
  expect(
    withOwnCommand("Run: baton answer task_1. Baton remembers; baton notes it.", "npx baton-mcp"),
  ).toBe("Run: npx baton-mcp answer task_1. Baton remembers; baton notes it.");
});
