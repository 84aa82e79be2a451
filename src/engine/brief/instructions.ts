import type { Step } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";

/** Exactly how to finish, with the ids filled in; an agent that cannot reach Baton reports to whoever sent it. */
export const instructionLines = (
  state: WorkflowState,
  step: Step,
  relay: boolean,
): readonly string[] => (relay ? relayLines(step) : ownLines(state, step));

const relayLines = (step: Step): readonly string[] => [
  "End with a report: for each deliverable the path, for each criterion whether it is met and the evidence one can check, then decisions and learnings that later agents need.",
  "- Lack an answer only a human has? Report the questions; do not guess.",
  "- Cannot do it? Report what failed and why, and what you would try instead.",
  `(For whoever sent you: complete_handoff with handoff_id "${step.handoffId}", lease_token "${step.lease?.token ?? ""}" and what the report says.)`,
];

const ownLines = (state: WorkflowState, step: Step): readonly string[] => {
  const { expected_output: expected } = step.contract.payload;
  const call = `handoff_id "${step.handoffId}", lease_token "${step.lease?.token ?? ""}"`;
  const evidence = [
    ...(expected.deliverables.length > 0
      ? [
          'artifacts [{type, path, description, deliverable: "D1"}] for every deliverable (the files must exist)',
        ]
      : []),
    ...(expected.acceptance_criteria.length > 0
      ? [
          'criteria [{criterion: "C1", met: true, evidence}] for every criterion, with evidence one can check',
        ]
      : []),
    ...(expected.output_schema === undefined ? [] : ["outputs that fit the schema"]),
  ];
  return [
    `Call Baton's complete_handoff with ${call}, status "completed", a summary of one to three sentences${evidence.map((line) => `, ${line}`).join("")}; add decisions and learnings that later agents need.`,
    ...amendmentLines(state, step),
    `- Lack an answer only a human has? Complete with status "needs_input" and questions; do not guess.`,
    `- Cannot do it? status "failed" with error {category: transient, code_error, design_flaw, blocker, critical or quota, message, suggestion}. A failure told early is worth more than a result that does not hold.`,
    `- Facts other agents need before you are done: set_memory with workflow_id "${state.id}".`,
    "- Your last message is the report line that complete_handoff returns, word for word.",
  ];
};

/** Most stages to come that are named. */
const stagesNamed = 12;

/** Whoever plans anew may change the rest of the plan, too. */
const amendmentLines = ({ flow }: WorkflowState, step: Step): readonly string[] => {
  if (flow === null || step.origin.kind !== "replan") return [];
  const toCome = flow.plan.root.nodes
    .filter(({ name }) => flow.nodes.get(name)?.status === "pending")
    .map(({ name }) => name);
  const named = toCome.slice(0, stagesNamed).join(", ");
  const more = toCome.length > stagesNamed ? ` and ${toCome.length - stagesNamed} more` : "";
  return [
    `- Must the rest of the plan change? Give outputs {amendment: {add: [stage], remove: [name], replace: [stage]}}: stages as in the workflow language, with a name; an added one stands last, or behind the stage that its key after names. It is checked and applied with your completion. Not started yet: ${named === "" ? "nothing" : `${named}${more}`}.`,
  ];
};
