import { actCode } from "./act-code.ts";
import { actRequirements } from "./act-requirements.ts";
import { actReview } from "./act-review.ts";
import { actTestsAndDocs } from "./act-tests-and-docs.ts";
import { type Baton, startBaton } from "./baton.ts";
import { printEpilogue } from "./epilogue.ts";
import { DemoFailure, expect } from "./expectation.ts";
import { answerForm } from "./person.ts";
import { createHandoffs, prepareProject } from "./prepare.ts";
import type { Scratch } from "./scratch.ts";
import type { Show } from "./show.ts";
import type { Timeline } from "./timeline.ts";

/** Plays the acts, in order. Whatever happens, no child process outlives it. Rejects with what was not as promised. */
export const play = async (
  scratch: Scratch,
  timeline: Timeline,
  interrupted: AbortSignal,
): Promise<void> => {
  interrupted.throwIfAborted();
  const over = new AbortController();
  const signal = AbortSignal.any([interrupted, over.signal]);
  let sentence: string | undefined;
  const answer = (params: unknown): unknown => {
    expect(sentence !== undefined, "nobody is asked before an agent has a question", params);
    const { message, response } = answerForm(params, sentence);
    timeline.event("you", "asked", "would be asked by your client:");
    timeline.quote(message.split("\n").filter((line) => line.trim() !== ""));
    timeline.event("you", "done", `answer: ${sentence}`);
    return response;
  };
  let baton: Baton | undefined;
  const restart = async (): Promise<Baton> => {
    baton = await startBaton(scratch, answer, over.signal);
    return baton;
  };
  const show: Show = {
    scratch,
    timeline,
    restart,
    baton: () => {
      expect(baton !== undefined, "a server runs");
      return baton;
    },
    say: (words) => {
      sentence = words;
    },
    child: { cwd: scratch.project, env: scratch.env, signal },
    refused: [],
    recovered: [],
  };
  const interruption = new Promise<never>((_, reject) => {
    interrupted.addEventListener("abort", () => reject(new DemoFailure("interrupted")));
  });
  try {
    await Promise.race([tell(show), interruption]);
  } finally {
    // A server is asked to go first, so that it takes its check's process along; then whatever is left is killed.
    await baton?.close();
    over.abort();
  }
};

const tell = async (show: Show): Promise<void> => {
  const { timeline } = show;
  timeline.heading("Baton: one issue, five agents, one killed server");
  timeline.row("project", "tidy-duration, a small library; its issue: ISO 8601 durations, please");
  timeline.row("folder", show.scratch.project);
  timeline.line("");
  await prepareProject(show);
  const { version, protocol, tools } = await show.restart();
  const what = `baton ${version} on stdio, protocol ${protocol}, ${tools.length} tools`;
  timeline.event("server", "note", what);
  const workflowId = await createHandoffs(show);
  await actRequirements(show, workflowId);
  await actCode(show, workflowId);
  await actTestsAndDocs(show, workflowId);
  const proof = await actReview(show, workflowId);
  printEpilogue(show, proof);
};
