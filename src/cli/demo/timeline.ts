/** Where the demo prints; the process's stdout fits. */
export interface Output {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What kind of thing happened: a sign and a colour in the timeline. */
type Mark = "note" | "done" | "asked" | "refused" | "killed" | "again";

/** Prints what happens as it happens. */
export interface Timeline {
  /** One event: seconds since the start, who, what. */
  readonly event: (who: string, mark: Mark, what: string) => void;
  /** Lines that somebody else wrote, below the event they belong to. */
  readonly quote: (lines: readonly string[]) => void;
  readonly heading: (text: string) => void;
  /** A name and a text, aligned. */
  readonly row: (name: string, text: string) => void;
  readonly line: (text: string) => void;
}

const signs: Readonly<Record<Mark, readonly [sign: string, colour: number]>> = {
  note: ["·", 90],
  done: ["✓", 32],
  asked: ["?", 36],
  refused: ["✗", 31],
  killed: ["†", 31],
  again: ["↻", 33],
};

/** `now` gives milliseconds of any origin; colours only on a terminal, and not when NO_COLOR is set. */
export const makeTimeline = (
  output: Output,
  now: () => number,
  environment: NodeJS.ProcessEnv,
): Timeline => {
  const started = now();
  const coloured = output.isTTY === true && (environment.NO_COLOR ?? "") === "";
  const width = Math.max(60, Math.min(output.columns ?? 100, 100));
  const paint = (code: number, text: string): string =>
    coloured ? `\x1b[${code}m${text}\x1b[0m` : text;
  const line = (text: string): void => {
    output.write(`${text}\n`);
  };
  const indented = (lead: string, indent: number, text: string): void => {
    const [first = "", ...rest] = wrap(text, width - indent);
    line(`${lead}${first}`);
    for (const more of rest) line(`${" ".repeat(indent)}${more}`);
  };
  return {
    event: (who, mark, what) => {
      const seconds = `${((now() - started) / 1000).toFixed(1)}s`;
      const [sign, colour] = signs[mark];
      const lead = `${paint(90, seconds.padStart(7))}  ${who.padEnd(14)}  ${paint(colour, sign)} `;
      indented(lead, 27, what);
    },
    quote: (lines) => {
      for (const text of lines)
        line(`${" ".repeat(25)}${paint(90, `│ ${shorten(text, width - 27)}`)}`);
    },
    heading: (text) => line(`\n${paint(1, text)}`),
    row: (name, text) => indented(`  ${name.padEnd(14)}`, 16, text),
    line,
  };
};

const shorten = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1).trimEnd()}…` : text;

/** Breaks at spaces; a word longer than the width (a path) stays whole. */
const wrap = (text: string, width: number): readonly string[] =>
  text.split("\n").flatMap((paragraph) => {
    const lines: string[] = [];
    let current = "";
    for (const word of paragraph.split(" ")) {
      const longer = current === "" ? word : `${current} ${word}`;
      if (longer.length > width && current !== "") {
        lines.push(current);
        current = word;
      } else current = longer;
    }
    return [...lines, current];
  });
