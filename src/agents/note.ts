/** Something odd in a file and what was done about it; a path makes it a diagnostic. */
export interface Note {
  readonly what: string;
  readonly mended: string;
}

/** Builds a note. */
export const note = (what: string, mended: string): Note => ({ what, mended });
