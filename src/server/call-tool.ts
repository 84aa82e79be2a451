import { excerpt } from "../core/excerpt.ts";
import type { JsonObject } from "../core/json.ts";
import { nearest } from "../core/nearest.ts";
import { OutsideFault } from "../core/port/outside-fault.ts";
import { StoreBusy } from "../core/port/store-error.ts";
import { type Refusal, refuse } from "../core/refusal.ts";
import type { Answer } from "../engine/answer.ts";
import { checkArguments } from "../tools/parse-arguments.ts";
import { toolNamed, tools } from "../tools/registry.ts";
import type { AskHuman, Tool } from "../tools/tool.ts";
import type { Baton } from "./baton.ts";
import { commandOf } from "./command-id.ts";
import { describeError, log } from "./log.ts";
import { withOwnCommand } from "./own-command.ts";
import { type Clean, filledInWithoutSecrets, withoutSecrets } from "./secrets/without-secrets.ts";
import type { ToolCall } from "./tool-call.ts";

/** Runs a tool. The one place where refusals and errors become what a caller sees. */
export const callTool = async (baton: Baton, call: ToolCall): Promise<Answer | AskHuman> => {
  const tool = toolNamed(call.name);
  if (tool === undefined) return unknownTool(call.name);
  const args = call.args ?? {};
  const bad = checkArguments(tool, args);
  if (bad !== null) return bad;
  const clean = cleaned(baton, tool, args);
  if (clean.type === "refused") return clean;
  try {
    const session = baton.session;
    const caller = {
      actor: {
        kind: "agent" as const,
        name: baton.clean(call.client).text,
        ...(session === null ? {} : { session }),
      },
      session,
      human: baton.human,
      toolUse: call.toolUseId,
      holder: await baton.holder(),
      command: tool.readOnly ? null : commandOf(baton, call),
    };
    const { human } = baton;
    const { canElicit } = call;
    const elicited = call.elicited && {
      ...call.elicited,
      content: filledInWithoutSecrets(call.elicited.content, baton.clean),
    };
    const context = { caller, human, canElicit, elicited };
    const outcome = await tool.run(await baton.engine(), clean.args, context);
    return asRunHere(baton, telling(clean, outcome));
  } catch (error) {
    return refusalOf(error, call.name);
  }
};

/** What only reads keeps nothing, and may well look for what was not kept. */
const cleaned = (baton: Baton, tool: Tool, args: unknown): Clean | Refusal =>
  tool.readOnly ? { type: "clean", args, leftOut: [] } : withoutSecrets(args, baton.clean);

/** Whoever gave a secret learns that it was not kept. */
const telling = ({ leftOut }: Clean, outcome: Answer | AskHuman): Answer | AskHuman =>
  outcome.type !== "content" || leftOut.length === 0
    ? outcome
    : { ...outcome, content: { ...outcome.content, left_out: leftOutText(leftOut) } };

const leftOutText = (leftOut: readonly string[]): string => {
  const secrets = leftOut.length === 1 ? "1 secret was" : `${leftOut.length} secrets were`;
  const more = leftOut.length > 10 ? ", and so on" : "";
  return `${secrets} not kept: ${leftOut.slice(0, 10).join(", ")}${more}. In its place stands [redacted ...].`;
};

/** Where the answer tells somebody to run Baton, it says how that is done on this machine. */
const asRunHere = (baton: Baton, outcome: Answer | AskHuman): Answer | AskHuman => {
  const local = (text: string): string => withOwnCommand(text, baton.command);
  if (outcome.type === "refused") return { ...outcome, fix: local(outcome.fix) };
  if (outcome.type === "ask") return outcome;
  const { next, where_we_are: account } = outcome.content;
  return {
    type: "content",
    content: {
      ...outcome.content,
      ...(typeof next === "string" ? { next: local(next) } : {}),
      ...(typeof account === "string" ? { where_we_are: local(account) } : {}),
    },
  };
};

/** What a caller is told of an error: only words of our own, since a database's or a library's may carry anything. */
export const refusalOf = (error: unknown, where: string): Refusal => {
  if (error instanceof StoreBusy) {
    return refuse(
      "busy",
      "Other processes kept the database locked; nothing was written.",
      "Call again with the same arguments.",
    );
  }
  log("error", `${where} failed`, describeError(error));
  if (error instanceof OutsideFault) return refuse("internal", error.message, error.fix);
  return refuse(
    "internal",
    `${where} met a defect; nothing was written.`,
    "See the server's log on stderr, run baton doctor, and report it.",
  );
};

const unknownTool = (name: string): Refusal => {
  const near = nearest(
    name,
    tools.map((tool) => tool.name),
  );
  return refuse(
    "not_found",
    `There is no tool ${excerpt(name, 80)}.`,
    near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "List the tools.",
  );
};

/** Content with one form for machines; see {@link refusalContent} for refusals. */
export const refusalContent = ({ code, message, fix, details }: Refusal): JsonObject => ({
  code,
  message,
  fix,
  details,
});
