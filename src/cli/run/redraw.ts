/** Terminal text that puts lines where the `drawn` lines before stand. */
export const redraw = (lines: readonly string[], drawn: number): string =>
  `${drawn === 0 ? "" : `\u001b[${drawn}A\r`}\u001b[0J${lines.join("\n")}\n`;
