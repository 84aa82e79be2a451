import fc from "fast-check";
import { expect, test } from "vitest";
import { fingerprint } from "../../src/core/recovery/fingerprint.ts";

const word = fc.stringMatching(/^[a-z]{2,9}$/);
const number = fc.oneof(
  fc.nat().map(String),
  fc.double({ min: 0, max: 99, noNaN: true }).map((n) => n.toFixed(3)),
);
const path = fc
  .tuple(
    fc.constantFrom("/", "./", "src/", "C:\\", "../"),
    fc.array(word, { minLength: 1, maxLength: 3 }),
  )
  .map(([root, parts]) => `${root}x/${parts.join("/")}.ts`);
const id = fc.oneof(
  fc.uuid(),
  fc.uuid().map((uuid) => `task_${uuid.slice(0, 8)}1`),
  fc.nat().map((n) => `0x${n.toString(16)}`),
);

test("messages that differ in numbers, paths, ids and spacing have one fingerprint", () => {
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 6 }),
      fc.tuple(number, path, id),
      fc.tuple(number, path, id),
      (words, first, second) => {
        const say = ([n, p, i]: readonly string[], gap: string) =>
          [...words, n, "in", p, "of", i].join(gap);
        expect(fingerprint(say(first, " "))).toBe(fingerprint(say(second, "\n  ")));
      },
    ),
  );
});

test("messages of other words have another", () => {
  expect(fingerprint("cannot find the parser")).not.toBe(fingerprint("cannot find the lexer"));
  expect(fingerprint("Module 'a' is missing")).not.toBe(fingerprint("Module 'b' is missing"));
});

test("real messages come down to what stays the same", () => {
  expect(fingerprint("at /home/eve/app/src/a.ts:10:5, 2 failed (3.5 s)")).toBe(
    fingerprint("at /tmp/x/src/b.ts:99:17, 14 failed (0.25 s)"),
  );
  expect(fingerprint("commit 1a2b3c4 broke orch_20260101_101500_ab3f")).toBe(
    fingerprint("commit 9f8e7d6 broke orch_20261231_235959_ffff"),
  );
});

test("a long message is cut short, never in the middle of a character", () => {
  for (const pad of [299, 300]) {
    const cut = fingerprint(`${"x".repeat(pad)}😀😀`);
    expect(cut.length).toBeLessThanOrEqual(300);
    expect(cut.isWellFormed()).toBe(true);
  }
});
