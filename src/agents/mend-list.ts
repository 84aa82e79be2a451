/** The items of a dashed list as text; lines without a dash continue the item above. */
export const listItems = (lines: readonly string[]): readonly string[] => {
  const items: string[] = [];
  for (const line of lines) {
    const item = /^\s*-(?:\s+(.*))?$/.exec(line);
    if (item !== null) items.push((item[1] ?? "").trim());
    else items.push(`${items.pop() ?? ""} ${line.trim()}`.trim());
  }
  return items.map(unquote).filter((item) => item !== "");
};

/** Splits at commas and line ends, but not inside quotes or brackets: `Bash(git add, git rm), Read`. */
export const splitList = (text: string): readonly string[] => {
  const items: string[] = [];
  let depth = 0;
  let quote = "";
  let item = "";
  for (const char of text) {
    if (quote !== "") quote = char === quote ? "" : quote;
    else if ((char === '"' || char === "'") && item.trim() === "") quote = char;
    else if (char === "(" || char === "[") depth += 1;
    else if (char === ")" || char === "]") depth = Math.max(0, depth - 1);
    const ends = char === "\n" || (char === "," && depth === 0 && quote === "");
    if (ends) {
      items.push(item.trim());
      item = "";
      depth = 0;
      quote = "";
    } else item += char;
  }
  items.push(item.trim());
  return items.filter((entry) => entry !== "");
};

/** Takes surrounding quotes off, also where only the opening one is there, and resolves `\n` and `\"`. */
export const unquote = (text: string): string => {
  const quote = text[0];
  if (quote !== '"' && quote !== "'") return text;
  const closed = text.length > 1 && text.endsWith(quote);
  const inner = text.slice(1, closed ? -1 : undefined);
  if (quote === "'") return inner.replaceAll("''", "'").trim();
  const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", '"': '"', "\\": "\\" };
  return inner.replace(/\\([nt"\\])/g, (whole, char: string) => escapes[char] ?? whole).trim();
};
