const secretName = /TOKEN|SECRET|PASSW|PASSPHRASE|KEY|CREDENTIAL/i;
/** Shorter values would hide ordinary words. */
const shortest = 8;

/** Takes secrets out of text. */
export interface Redactor {
  readonly redact: (text: string) => string;
  /** Characters of the longest secret. */
  readonly longest: number;
}

/**
 * Knows the values of variables whose names look secret (each line of them), and passwords within URLs, as in
 * DATABASE_URL. Only exact values are found, not encoded ones.
 */
export const createRedactor = (env: NodeJS.ProcessEnv): Redactor => {
  const secrets = new Map<string, string>();
  for (const [name, value = ""] of Object.entries(env)) {
    const parts = secretName.test(name) ? value.split(/\r?\n/) : passwordsIn(value);
    for (const part of parts.map((text) => text.trim())) {
      if (part.length >= shortest) secrets.set(part, name);
    }
  }
  // A secret that contains another goes first.
  const sorted = [...secrets].sort(([a], [b]) => b.length - a.length);
  return {
    redact: (text) =>
      sorted.reduce(
        (kept, [secret, name]) => kept.replaceAll(secret, () => `[redacted ${name}]`),
        text,
      ),
    longest: sorted[0]?.[0].length ?? 0,
  };
};

const passwordsIn = (value: string): readonly string[] => {
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/i.exec(value)?.[1];
  return password === undefined ? [] : [password];
};
