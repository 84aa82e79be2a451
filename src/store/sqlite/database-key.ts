/** The key of an encrypted database, as the cipher library takes it. */
export type DatabaseKey = Buffer;

/** Shorter passphrases could be found by trying. */
export const shortestPassphrase = 16;

/**
 * Reads a key: 64 hex digits are the 32 bytes themselves, anything else is a passphrase the library derives them from.
 * Null when it is too short to keep anything secret.
 */
export const readKey = (text: string): DatabaseKey | null => {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(`raw:${text}`);
  return text.length < shortestPassphrase || text.includes("\0") ? null : Buffer.from(text);
};
