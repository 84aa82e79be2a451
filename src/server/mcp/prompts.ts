import { ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/server";

interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: readonly {
    readonly name: string;
    readonly description: string;
    readonly required: boolean;
  }[];
  text(args: Readonly<Record<string, string>>): string;
}

const prompts: readonly Prompt[] = [
  {
    name: "orchestrate",
    title: "Orchestrate a goal",
    description: "Break a goal into handoffs and run them through agents.",
    arguments: [{ name: "goal", description: "What is to be achieved", required: true }],
    text: ({ goal }) => `Reach this goal with Baton: ${goal}

1. Call status: if unfinished work already covers the goal, resume it instead.
2. Call route_goal with it. Where its template fits, start_workflow with that template; otherwise split the goal into the fewest pieces that different agents can do well. For each, list_agents with a query, then create_handoff with a context that stands alone, deliverables that are files, and acceptance criteria that can be checked. Put all into one workflow_id; use needs for order and resources for files that two pieces write.
3. Pass the run of each ready entry to your agent tool, all side by side, and end your turn.
4. When agents report, call status and launch what is ready, until it says that nothing is open. Then tell the user what was done, decided and left.`,
  },
  {
    name: "resume",
    title: "Resume a workflow",
    description: "Take up unfinished work where it stands.",
    arguments: [
      {
        name: "workflow",
        description: "Workflow id; the only unfinished one when left out",
        required: false,
      },
    ],
    text: ({ workflow }) =>
      `Take up the work where it stands: call Baton's resume${workflow === undefined || workflow === "" ? "" : ` with workflow_id ${workflow}`}. Tell me in three sentences where we are. If artifacts have drifted, say which. Then launch every ready entry by passing its run to your agent tool.`,
  },
  {
    name: "handoff",
    title: "Hand work to an agent",
    description: "Write one good handoff and launch it.",
    arguments: [
      { name: "to", description: "The agent", required: true },
      { name: "task", description: "The work", required: true },
    ],
    text: ({ to, task }) => `Hand this to ${to} with Baton's create_handoff: ${task}

Write a feature_description that stands alone, deliverables as file paths, and acceptance criteria with a way to check each. Look into the project first where you are unsure. Then pass run to your agent tool.`,
  },
  {
    name: "review_failures",
    title: "Review failures",
    description: "Find out why a workflow has trouble and propose the way on.",
    arguments: [{ name: "workflow", description: "Workflow id", required: true }],
    text: ({ workflow }) =>
      `Call Baton's status for workflow ${workflow} with view failures, then with view timeline. Tell me for each failure what happened, what Baton did about it, and the cause behind it. Then propose the way on: retry_step, replan, skip_step, a rewind to a checkpoint, or an answer from me. Change nothing before I agree.`,
  },
];

/** The prompts, which clients show as slash commands. */
export const listPrompts = () =>
  prompts.map(({ text: _, arguments: args, ...prompt }) => ({ ...prompt, arguments: [...args] }));

/** A prompt filled in; refuses unknown names and missing arguments. */
export const getPrompt = (name: string, args: Readonly<Record<string, string>>) => {
  const prompt = prompts.find((each) => each.name === name);
  if (prompt === undefined) {
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `There is no prompt ${name}. There are: ${prompts.map((each) => each.name).join(", ")}.`,
    );
  }
  const missing = prompt.arguments.filter(
    (each) => each.required && (args[each.name] ?? "").trim() === "",
  );
  if (missing.length > 0) {
    throw new ProtocolError(
      ProtocolErrorCode.InvalidParams,
      `The prompt ${name} needs ${missing.map((each) => each.name).join(" and ")}.`,
    );
  }
  return {
    description: prompt.description,
    messages: [
      { role: "user" as const, content: { type: "text" as const, text: prompt.text(args) } },
    ],
  };
};
