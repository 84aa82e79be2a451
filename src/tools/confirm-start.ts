import { type Refusal, refuse } from "../core/refusal.ts";
import type { Answer } from "../engine/answer.ts";
import type { AskHuman, ToolContext } from "./tool.ts";

/** The question whether a workflow may start, put together from what a dry run of it says. */
export const askToStart = (
  template: string,
  goal: string | undefined,
  outlook: Answer,
): AskHuman | Refusal => {
  if (outlook.type === "refused") return outlook;
  const { waves } = outlook.content;
  const steps = (Array.isArray(waves) ? waves : []).map(
    (wave, at) => `${at + 1}. ${Array.isArray(wave) ? wave.join(", ") : ""}`,
  );
  const title = `Start ${template}${goal === undefined ? "" : ` for "${goal}"`}?`;
  return {
    type: "ask",
    message: [title, "Its steps:", ...steps].join("\n"),
    schema: {
      type: "object",
      properties: {
        start: { type: "string", title: "Start it?", enum: ["start", "do not start"] },
      },
      required: ["start"],
    },
    state: definitionIn(outlook),
  };
};

/** Which definition a dry run was about: the agreement holds for that one only. */
const definitionIn = (outlook: Answer): string =>
  outlook.type === "content" ? JSON.stringify(outlook.content.definition) : "";

/** Null when the human at the client agreed; else why nothing was started, and how to go on. */
export const refusedStart = (
  template: string,
  { elicited, canElicit }: ToolContext,
  outlook: Answer,
): Refusal | null => {
  const terminal = `Tell the user to run \`baton run ${template} --goal "..."\` in a terminal of their own`;
  if (!canElicit) {
    return refuse(
      "forbidden",
      "This route asks for the user's agreement, and this client cannot ask; nothing was started.",
      `${terminal}, or route the goal again with mode implicit if they want no question.`,
    );
  }
  if (elicited !== null && elicited.state !== definitionIn(outlook)) {
    return refuse(
      "conflict",
      `The definition of ${template} has changed since it was shown; nothing was started.`,
      "Call start_workflow again: the user is shown what it is now.",
    );
  }
  if (elicited?.action === "accept" && elicited.content.start === "start") return null;
  const said =
    elicited?.action === "accept" ? "chose not to start it" : `answered ${elicited?.action}`;
  return refuse(
    "forbidden",
    `The user ${said}; nothing was started.`,
    `Ask the user what to change, then route_goal again; or call start_workflow again when they agree. ${terminal} if they would rather.`,
  );
};
