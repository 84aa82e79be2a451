import { StringDecoder } from "node:string_decoder";
import { stripVTControlCharacters } from "node:util";
import type { Redactor } from "../secrets/create-redactor.ts";

/** How much is kept of what a check prints. */
const lineLimit = 500;
const lineCount = 20;
/** Read of one line before it is cleaned, which may make it shorter. */
const rawLimit = 8_192;

/** Keeps the end of what a process prints, in bounded memory. */
export interface CheckOutput {
  /** A stream of the process; returns where its pieces go. */
  stream(): (piece: Buffer) => void;
  /** The last lines that are not empty, without control characters and secrets. */
  lines(): readonly string[];
}

/** An empty {@link CheckOutput}. */
export const createCheckOutput = ({ clean: withoutSecrets, longest }: Redactor): CheckOutput => {
  const kept: string[] = [];
  const rests: (() => void)[] = [];

  const keep = (raw: string, cut: boolean): void => {
    // Of a line that is redrawn, as progress bars are, the last state counts.
    const last = raw.replace(/\r+$/, "").split("\r").at(-1) ?? "";
    const clean = withoutSecrets(plain(last)).text;
    // A secret that the limit cut in two is not recognised: what might be its beginning goes.
    const safe = cut ? clean.slice(0, Math.max(0, clean.length - longest)) : clean;
    if (safe.trim() === "") return;
    const text = safe.length > lineLimit ? `${safe.slice(0, lineLimit - 1)}…` : safe;
    kept.push(text.toWellFormed());
    if (kept.length > lineCount) kept.shift();
  };

  return {
    stream: () => {
      const decoder = new StringDecoder("utf8");
      let line = "";
      let cut = false;
      const add = (text: string): void => {
        cut ||= line.length + text.length > rawLimit;
        line = (line + text).slice(0, rawLimit);
      };
      const end = (): void => {
        keep(line, cut);
        line = "";
        cut = false;
      };
      rests.push(() => {
        add(decoder.end());
        end();
      });
      return (piece) => {
        const [first = "", ...more] = decoder.write(piece).split("\n");
        add(first);
        for (const text of more) {
          end();
          add(text);
        }
      };
    },
    lines: () => {
      for (const rest of rests.splice(0)) rest();
      return [...kept];
    },
  };
};

/** Without escape sequences, control characters, and characters that turn the direction of text. */
const plain = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll("\t", "  ")
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "");
