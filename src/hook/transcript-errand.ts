import { open } from "node:fs/promises";

/** What a sub-agent is sent with; the first line of its transcript is the prompt. */
const errand = /Baton handoff ([0-9a-f]{8}[0-9a-f-]{0,28})/;
const beginning = 16_384;

/** The handoff an agent was sent for, from the beginning of its transcript; null when it was sent for something else. */
export const errandIn = async (transcript: string | null): Promise<string | null> => {
  if (transcript === null) return null;
  const file = await open(transcript);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(beginning), 0, beginning, 0);
    const [first = ""] = buffer.toString("utf8", 0, bytesRead).split("\n", 1);
    return errand.exec(first)?.[1] ?? null;
  } finally {
    await file.close();
  }
};
