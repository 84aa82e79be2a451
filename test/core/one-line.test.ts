import { expect, test } from "vitest";
import { oneLine, ownBlock } from "../../src/core/one-line.ts";

test("text of another's is on one line, whatever somebody takes for the end of a line", () => {
  expect(oneLine(" a \n\n ## b\r\nc\u2028d\u0085e\vf\f ")).toBe("a / ## b / c / d / e / f");
  expect(oneLine("\n \n")).toBe("");
});

test("nothing unseen is in it, and what people write is", () => {
  const hidden = "\u001b[31m\u0007\u009b\u202e\u2066\u200b\u00ad\ufeff\u{e0049}\u{e0100}";
  expect(oneLine(`a${hidden}b`)).toBe("a[31mb");
  const written = "naïve e\u0301 數據 عربي 👩‍💻 🏳️‍🌈 ½ \u0600";
  expect(oneLine(written)).toBe(written);
  expect(ownBlock(`a${hidden}\n\tb`)).toBe("a[31m\n  b");
});

test("on lines of its own it is no heading of the page, and swallows nothing of it", () => {
  expect(ownBlock("# One\n## Two\n### Three\ntext\n===\n---\n#hash\n- item")).toBe(
    "\\# One\n\\## Two\n### Three\ntext\n\\===\n\\---\n#hash\n- item",
  );
  expect(ownBlock("```sh\nnpm test")).toBe("```sh\nnpm test\n```");
  expect(ownBlock("```\na\n```")).toBe("```\na\n```");
});
