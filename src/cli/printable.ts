/** Text for a terminal, line by line as it is, without what steers it or hides words of it. */
export const printable = (text: string): string => text.replace(/[^\P{C}\n\t]/gu, "");
