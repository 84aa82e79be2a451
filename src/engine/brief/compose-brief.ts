import type { Step } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { bodyForBrief, isRelayed } from "../agent-directory.ts";
import { learningLine } from "../brain/learning-line.ts";
import type { Ports } from "../ports.ts";
import { contractSections } from "./contract-sections.ts";
import { instructionLines } from "./instructions.ts";
import { memoryLines } from "./memory-lines.ts";
import { answerLines, dataSection, failureLines, pastLines } from "./past-sections.ts";
import { cut, keepLines, renderSections } from "./section.ts";

/** A brief stays within this many tokens, unless its contract alone is longer; an agent's own prompt is not counted. */
export const briefLimit = 1500;

/** Shares of what the contract and the instructions leave, in the order they are filled. */
const shares = { answers: 0.25, failures: 0.35, past: 0.6, learnings: 0.6, memory: 1 } as const;

/** All an agent needs to do the step: the contract, what led here, and how to complete. */
export const composeBrief = async (
  ports: Ports,
  state: WorkflowState,
  step: Step,
): Promise<string> => {
  const tokens = remembering(ports.tokens);
  const attempt = step.attempts.length;
  const head = [
    `# Handoff ${step.handoffId.slice(0, 8)}: ${step.name}, attempt ${attempt}`,
    `You are ${step.agent}, in workflow ${state.id} ("${state.title}").`,
  ].join("\n");
  const contract = renderSections(contractSections(step.contract));
  const instructions = renderSections([
    {
      heading: "When you are done",
      lines: instructionLines(state, step, isRelayed(ports, step.agent)),
    },
  ]);
  let left = Math.max(
    150,
    briefLimit - tokens(head) - tokens(contract) - tokens(instructions) - 40,
  );
  const fill = (lines: readonly string[], share: number, more: string): readonly string[] => {
    const room = Math.floor(left * share);
    const kept = keepLines(
      lines.map((line) => cut(line, Math.max(40, Math.floor(room * 0.8)), tokens)),
      room,
      tokens,
      more,
    );
    left -= tokens(kept.join("\n"));
    return kept;
  };
  const id = state.id;
  const answers = fill(answerLines(step), shares.answers, `status workflow_id ${id} view tasks`);
  const failures = fill(
    failureLines(step),
    shares.failures,
    `status workflow_id ${id} view failures`,
  );
  const past = fill(pastLines(state, step), shares.past, `status workflow_id ${id} view timeline`);
  const given = await ports.store.learningsOf(step.attempts.at(-1)?.learnings ?? []);
  const learnings = fill(
    given.map((row) => learningLine({ tokens }, row)),
    shares.learnings,
    "baton brain search finds them",
  );
  const memory = fill(
    await memoryLines({ ...ports, tokens }, id, step),
    shares.memory,
    `get_memory workflow_id ${id}`,
  );
  const body = bodyForBrief(ports, step.agent);
  const parts = [
    ...(body === null ? [] : [`${body.body.trim()}\n\n---`]),
    head,
    contract,
    renderSections([
      { heading: "Answers to questions", lines: answers },
      { heading: "What failed before", lines: failures },
      dataSection("What was done before", past),
      dataSection("Learned before", learnings),
      dataSection("Shared memory", memory),
    ]),
    instructions,
  ];
  return parts.filter((part) => part !== "").join("\n\n");
};

/** Counts a text once, however often it is asked about. */
const remembering = (count: (text: string) => number): ((text: string) => number) => {
  const known = new Map<string, number>();
  return (text) => {
    const found = known.get(text) ?? count(text);
    known.set(text, found);
    return found;
  };
};
