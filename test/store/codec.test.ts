import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventVersions } from "../../src/core/event/event-version.ts";
import type { Json } from "../../src/core/json.ts";
import { canonicalJson } from "../../src/store/canonical-json.ts";
import { canonicalLink } from "../../src/store/chain.ts";
import { decodeData, encodeData } from "../../src/store/event-codec.ts";
import { sha256 } from "../../src/store/sha256.ts";
import { created } from "./sample-events.ts";

describe("canonical JSON after RFC 8785", () => {
  test("writes the example of section 3.2.2 as the RFC does", () => {
    const value: Json = {
      // biome-ignore lint/correctness/noPrecisionLoss: the RFC's own example
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test("sorts keys by UTF-16 units, as in section 3.2.3", () => {
    const value = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis",
    };
    const order = Object.values(JSON.parse(canonicalJson(value)));
    const keys = [...canonicalJson(value).matchAll(/:"([^"]*)"/g)].map(([, text]) => text);
    expect(keys).toEqual([
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ]);
    expect(order).toHaveLength(7);
  });

  test.each([
    // Appendix B: the bits of a double, and how it is written.
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("writes the double %s as %s", (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, "hex").readDoubleBE())).toBe(text);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("has no form for %s", (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  test("has no form for half a character", () => {
    expect(() => canonicalJson("\ud800")).toThrow(TypeError);
    expect(() => canonicalJson({ "\udfff": 1 })).toThrow(TypeError);
  });

  test("is the same for the same value in any order", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), fc.integer()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
      }),
    );
  });
});

test("a link of the chain is hashed in its canonical form", () => {
  const text = fc.string({ unit: "grapheme" });
  fc.assert(
    fc.property(
      fc.record({
        prev: fc.option(text),
        database: text,
        stream: text,
        version: fc.nat(),
        type: text,
        typeVersion: fc.nat(),
        at: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
        actor: fc.record(
          { kind: fc.constant("agent" as const), name: text, session: text },
          { requiredKeys: ["kind", "name"] },
        ),
        dataText: text,
      }),
      (link) => {
        const { typeVersion, dataText, actor, ...rest } = link;
        const { kind, name, session } = actor;
        const canonical = canonicalJson({
          ...rest,
          actor: session === undefined ? { kind, name } : { kind, name, session },
          type_version: typeVersion,
          data: sha256(dataText),
        });
        expect(
          canonicalLink({
            ...link,
            actor: session === undefined ? { kind, name } : { kind, name, session },
          }),
        ).toBe(canonical);
      },
    ),
  );
});

describe("the event codec", () => {
  test("gives back what it was given, with the type's version", () => {
    const encoded = encodeData(created("a title"));
    expect(encoded).toMatchObject({
      type: "workflow_created",
      typeVersion: eventVersions.workflow_created,
    });
    expect(decodeData(encoded)).toEqual(created("a title"));
  });

  test("lifts an old version step by step", () => {
    const old = {
      type: "workflow_created",
      typeVersion: 1,
      text: '{"type":"workflow_created","name":"a"}',
    };
    const lifters = {
      workflow_created: {
        1: ({ name = "", ...rest }) => ({ ...rest, label: `${name}b` }),
        2: ({ label = "", ...rest }) => ({ ...rest, title: `${label}c` }),
      },
    };
    expect(decodeData(old, { workflow_created: 3 }, lifters)).toEqual(created("abc"));
  });

  test("names a missing lifter as a bug of the release", () => {
    const old = { type: "workflow_created", typeVersion: 1, text: "{}" };
    expect(() => decodeData(old, { workflow_created: 2 }, {})).toThrow(/cannot read/);
  });

  test("names damaged text as such", () => {
    const stored = { type: "workflow_created", typeVersion: 1, text: '{"type":' };
    expect(() => decodeData(stored)).toThrow(/damaged/);
  });

  test.each([
    ["a type it does not know", { type: "time_travelled", typeVersion: 1, text: "{}" }],
    ["a name that every object has", { type: "constructor", typeVersion: 1, text: "{}" }],
    ["a version it does not know", { type: "workflow_created", typeVersion: 2, text: "{}" }],
  ])("refuses %s as a newer Baton's", (_, stored) => {
    expect(() => decodeData(stored, { workflow_created: 1 })).toThrow(/newer Baton/);
  });
});
