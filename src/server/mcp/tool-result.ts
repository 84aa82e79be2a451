import type { Answer } from "../../engine/answer.ts";
import { renderRefusal, renderText } from "../../tools/render-text.ts";
import { refusalContent } from "../call-tool.ts";

/** An answer in both content forms; one client shows only the first, another only the second. */
export const toolResult = (answer: Answer) =>
  answer.type === "content"
    ? {
        content: [{ type: "text" as const, text: renderText(answer.content) }],
        structuredContent: { ...answer.content },
      }
    : {
        content: [{ type: "text" as const, text: renderRefusal(answer) }],
        structuredContent: { ...refusalContent(answer) },
        isError: true,
      };
