import type { Answer } from "./answer.ts";
import { type CommandRequest, commitCommand } from "./commit-command.ts";
import { deliver } from "./due/deliver.ts";
import type { Ports } from "./ports.ts";

/** Runs one command, and delivers what it has sent, so that the next call sees its effects. */
export const runCommand = async (ports: Ports, request: CommandRequest): Promise<Answer> => {
  const { answer, sentTo } = await commitCommand(ports, request);
  if (sentTo.length > 0) {
    // The command is done, whatever becomes of its messages: the ticker delivers what is left.
    await deliver(ports).catch(() => 0);
  }
  return answer;
};
