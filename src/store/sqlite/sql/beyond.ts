/** A text that sorts after all that begin with the prefix (U+10FFFF is no character). */
export const beyond = (prefix: string): string => `${prefix}\u{10ffff}`;
