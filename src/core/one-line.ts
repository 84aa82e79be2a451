/** What nobody sees, or what moves what they see: controls, marks that turn text round, tags, and other fillers. */
const unseen =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\u{e0000}-\u{e0fff}]/gu;

/** Everything that some reader takes for the end of a line. */
const lineEnds = /[\n\r\v\f\u0085\u2028\u2029]/u;

/** Text of another's on one line, with nothing unseen in it, so that it cannot pass for a heading or an instruction. */
export const oneLine = (text: string): string =>
  text
    .split(lineEnds)
    .map((line) => line.replace(unseen, "").trim())
    .filter((line) => line !== "")
    .join(" / ");

/**
 * Text of another's on as many lines as it has, with nothing unseen in it; what would be a heading of the page it stands
 * on, or would swallow the rest of that page, is taken the power of it.
 */
export const ownBlock = (text: string): string => {
  const lines = text
    .split(lineEnds)
    .map((line) => line.replaceAll("\t", "  ").replace(unseen, "").trimEnd())
    .map((line) => line.replace(/^( {0,3})(#{1,2}(?= |$)|=+$|-+$)/, "$1\\$2"));
  const fences = lines.filter((line) => /^ {0,3}(?:```|~~~)/.test(line)).length;
  return [...lines, ...(fences % 2 === 1 ? ["```"] : [])].join("\n").trim();
};
