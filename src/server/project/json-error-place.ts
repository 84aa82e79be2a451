/** Where a text stops being JSON, counted from 1; its end when it only stops too early. */
export const errorPlace = (text: string): { readonly line: number; readonly column: number } => {
  const before = text.slice(0, errorIndex(text)).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

/**
 * The parser tells the place of most errors but not of an unexpected token. A beginning of the text has that error only
 * when it includes the token, so the shortest such beginning is looked for by halves.
 */
const errorIndex = (text: string): number => {
  const message = parseError(text);
  const told = /at position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return Number(told);
  if (!isUnexpectedToken(message)) return text.length;
  let without = 0;
  let within = text.length;
  while (within - without > 1) {
    const middle = (without + within) >> 1;
    if (isUnexpectedToken(parseError(text.slice(0, middle)))) within = middle;
    else without = middle;
  }
  return without;
};

const isUnexpectedToken = (message: string): boolean => message.startsWith("Unexpected token");

const parseError = (text: string): string => {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
};
