/** A text on one line, without control characters: agents' words must not steer the terminal. */
export const plain = (text: string): string => text.replace(/\p{C}+|\s+/gu, " ").trim();
