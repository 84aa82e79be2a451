import { isUtf8 } from "node:buffer";
import { checkMessage } from "./check-message.ts";
import { isDeeperThan } from "./depth.ts";
import type { Limits } from "./limits.ts";
import { peekId } from "./peek-id.ts";
import { errorCodes, ignored, type Reading, refused } from "./reading.ts";
import { keptEnd, type Line } from "./split-lines.ts";

/** Reads one line as a message, or says how it is refused. NUL and lone surrogates are the tools' to judge. */
export const readLine = (line: Line, limits: Limits): Reading => {
  if (line.type === "too-long") {
    return refused(
      peekId(line.head.toString(), line.tail.toString()),
      errorCodes.invalidRequest,
      `Invalid request: the line is longer than ${limits.lineBytes} bytes. Send large content as a file path or in parts.`,
    );
  }
  const { bytes } = line;
  if (isDeeperThan(bytes, limits.depth)) {
    return refused(
      peekId(bytes.toString("utf8", 0, keptEnd), bytes.subarray(-keptEnd).toString()),
      errorCodes.invalidRequest,
      `Invalid request: the message nests deeper than ${limits.depth} levels. Flatten it, or send the deep part as a text.`,
    );
  }
  const text = withoutMark(bytes.toString());
  if (text.trim() === "") return ignored;
  if (!isUtf8(bytes)) {
    return refused(
      peekId(text.slice(0, keptEnd), text.slice(-keptEnd)),
      errorCodes.parse,
      "Parse error: the line is not valid UTF-8.",
    );
  }
  const parsed = parse(text);
  return parsed === undefined
    ? refused(null, errorCodes.parse, "Parse error: the line is not valid JSON.")
    : checkMessage(parsed);
};

/** The value of a JSON text; undefined, which JSON cannot express, when it is none. */
const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Some shells put a byte order mark before the first line of a pipe. */
const withoutMark = (text: string): string => (text.startsWith("\uFEFF") ? text.slice(1) : text);
