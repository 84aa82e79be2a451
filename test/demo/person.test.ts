import { expect, test } from "vitest";
import { answerForm } from "../../src/cli/demo/person.ts";

const ask = (properties: object, required: string[] = []) =>
  answerForm({ message: "Which?", requestedSchema: { properties, required } }, "Refuse them.")
    .response.content;

test("the sentence goes where an answer is wanted", () => {
  expect(ask({ answer_1: { type: "string" } }, ["answer_1"])).toEqual({ answer_1: "Refuse them." });
  expect(ask({ comment: { type: "string" } })).toEqual({ comment: "Refuse them." });
  const optional = { answer: { type: "string" }, delegate_to: { type: "string" } };
  expect(ask(optional)).toEqual({ answer: "Refuse them." });
});

test("a choice is answered with a choice, beside the sentence", () => {
  const decision = { type: "string", enum: ["reject", "answer"] };
  const titled = { type: "string", oneOf: [{ const: "later" }, { const: "approve" }] };
  expect(
    ask({ decision, titled, sure: { type: "boolean" }, text: { type: "string" } }, [
      "decision",
      "titled",
      "sure",
    ]),
  ).toEqual({ decision: "answer", titled: "approve", sure: true, text: "Refuse them." });
});

test("what is no form is not answered", () => {
  expect(() => answerForm({ message: "Open this page" }, "Yes.")).toThrow(
    "an elicitation has a form",
  );
});
