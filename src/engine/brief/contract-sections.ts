import type { HandoffContract } from "../../core/contract.ts";
import { oneLine, ownBlock } from "../../core/one-line.ts";
import type { Section } from "./section.ts";

/** The contract in prose, never cut: what is wanted, under which constraints, and how it is judged. */
export const contractSections = (contract: HandoffContract): readonly Section[] => {
  const { from_agent: from, payload } = contract;
  const { context, expected_output: expected, artifacts = [] } = payload;
  const effort = expected.estimated_effort_hours;
  return [
    {
      heading: "Task",
      lines: [
        ownBlock(context.feature_description),
        `(from ${from.name}${effort === undefined ? "" : `; estimated at ${effort} h`})`,
      ],
    },
    { heading: "Constraints", lines: bullets(context.constraints) },
    { heading: "Depends on", lines: bullets(context.dependencies) },
    { heading: "Decided before", lines: bullets(context.previous_decisions) },
    {
      heading: "Start from",
      lines: artifacts.map(
        (item) => `- ${oneLine(item.path)} (${item.type}): ${oneLine(item.description)}`,
      ),
    },
    {
      heading: "Deliver",
      lines: expected.deliverables.map((text, i) => `- D${i + 1}: ${oneLine(text)}`),
    },
    {
      heading: "Accepted when",
      lines: [
        ...expected.acceptance_criteria.map((text, i) => `- C${i + 1}: ${oneLine(text)}`),
        ...(expected.checks ?? []).map(
          (name) => `- check "${name}" passes (Baton runs it when you complete)`,
        ),
        ...(expected.output_schema === undefined
          ? []
          : [`- outputs fit this JSON Schema: ${JSON.stringify(expected.output_schema)}`]),
      ],
    },
  ];
};

const bullets = (lines: readonly string[] | undefined): readonly string[] =>
  (lines ?? []).map((line) => `- ${oneLine(line)}`);
