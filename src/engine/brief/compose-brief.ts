import type { Agent } from "../../core/agent.ts";
import type { BriefWeight } from "../../core/budget/brief-weight.ts";
import { oneLine } from "../../core/one-line.ts";
import type { Step } from "../../core/state/step.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import { bodyForBrief, isRelayed } from "../agent-directory.ts";
import { learningLine } from "../brain/learning-line.ts";
import type { Ports } from "../ports.ts";
import type { BriefMaterial } from "./brief-material.ts";
import { contractSections } from "./contract-sections.ts";
import { instructionLines } from "./instructions.ts";
import { answerLines, dataSection, failureLines, pastLines } from "./past-sections.ts";
import { cut, keepLines, renderSections } from "./section.ts";

/** A brief stays within this many tokens, unless its contract alone is longer; an agent's own prompt is not counted. */
export const briefLimit = 1500;

/** Shares of what the contract and the instructions leave, in the order they are filled. */
const shares = { answers: 0.25, failures: 0.35, past: 0.6, learnings: 0.6, memory: 1 } as const;

/** A brief and what it weighs. */
export interface ComposedBrief {
  readonly text: string;
  readonly weight: BriefWeight;
}

/** All an agent needs to do the step: the contract, what led here, and how to complete. */
export const composeBrief = (
  ports: Ports,
  state: WorkflowState,
  step: Step,
  material: BriefMaterial,
): ComposedBrief => {
  const tokens = remembering(ports.tokens);
  const attempt = step.attempts.length;
  const head = [
    `# Handoff ${step.handoffId.slice(0, 8)}: ${step.name}, attempt ${attempt}`,
    `You are ${step.agent}, in workflow ${state.id} ("${oneLine(state.title)}").`,
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
  // What fills the sections is counted for its room already; their few headings are not worth counting again.
  let filled = 0;
  const fill = (lines: readonly string[], share: number, more: string): readonly string[] => {
    const room = Math.floor(left * share);
    const kept = keepLines(
      lines.map((line) => cut(line, Math.max(40, Math.floor(room * 0.8)), tokens)),
      room,
      tokens,
      more,
    );
    const size = tokens(kept.join("\n"));
    left -= size;
    filled += size;
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
  const before = filled;
  const learnings = fill(
    material.learnings.map((row) => learningLine({ tokens }, row)),
    shares.learnings,
    "baton brain search finds them",
  );
  const learned = filled - before;
  const memory = fill(material.memory, shares.memory, `get_memory workflow_id ${id}`);
  const body = bodyForBrief(ports, step.agent);
  const parts = [
    ...(body === null ? [] : [`${body.body.trim()}\n\n---`]),
    head,
    contract,
    renderSections([
      { heading: "Answers to questions", lines: answers },
      dataSection("What failed before", failures),
      dataSection("What was done before", past),
      dataSection("Learned before", learnings),
      dataSection("Shared memory", memory),
    ]),
    instructions,
  ];
  const frame = tokens(head) + tokens(contract) + tokens(instructions);
  const prompt = body === null ? 0 : bodyTokens(ports, body);
  return {
    text: parts.filter((part) => part !== "").join("\n\n"),
    weight: { working: prompt + frame + filled - learned, learnings: learned },
  };
};

/** An agent's prompt is counted once for as long as its file stays as it is. */
const bodyTokens = (ports: Ports, agent: Agent): number => {
  const found = knownBodies.get(agent) ?? ports.tokens(agent.body);
  knownBodies.set(agent, found);
  return found;
};
const knownBodies = new WeakMap<Agent, number>();

/** Counts a text once, however often it is asked about. */
const remembering = (count: (text: string) => number): ((text: string) => number) => {
  const known = new Map<string, number>();
  return (text) => {
    const found = known.get(text) ?? count(text);
    known.set(text, found);
    return found;
  };
};
