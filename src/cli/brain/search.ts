import { recallDocument } from "../../engine/brain/recall-document.ts";
import { renderText } from "../../tools/render-text.ts";
import type { Io } from "../io.ts";
import { printable } from "../printable.ts";
import { withEngine } from "../with-engine.ts";

/** `baton brain search`: learnings and executions on a text. */
export const searchBrain = (
  io: Io,
  db: string | undefined,
  { text, limit, json }: { readonly text: string; readonly limit: number; readonly json: boolean },
): Promise<number> =>
  withEngine(io, db, async ({ ports }) => {
    const found = await recallDocument(ports, text, limit);
    io.stdout(json ? `${JSON.stringify(found, null, 2)}\n` : `${printable(renderText(found))}\n`);
    return 0;
  });
