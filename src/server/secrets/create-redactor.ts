import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { tokenPatterns } from "./token-patterns.ts";

const secretName = /TOKEN|SECRET|PASSW|PASSPHRASE|KEY|CREDENTIAL/i;
/** Shorter values would hide ordinary words. */
const shortest = 8;
/** Characters of a token that tells itself by its form, as far as they matter where a text is cut. */
const usualToken = 64;

/** A text without secrets. */
export interface Cleaned {
  readonly text: string;
  /** What was taken out: the variable's name, or the kind of token. */
  readonly found: readonly string[];
}

/** Takes secrets out of text. */
export interface Redactor {
  readonly clean: (text: string) => Cleaned;
  /** Characters of the longest secret. */
  readonly longest: number;
}

/**
 * Knows the values of variables whose names look secret (each line of them), passwords within URLs, as in DATABASE_URL,
 * and tokens of well-known forms. Encoded values are not found.
 */
export const createRedactor = (env: NodeJS.ProcessEnv): Redactor => {
  const secrets = secretsOf(env);
  const clean = (given: string): Cleaned => {
    const found: string[] = [];
    const left = (what: string): string => {
      found.push(what);
      return `[redacted ${what}]`;
    };
    let text = given;
    for (const { value, name } of secrets) text = text.replaceAll(value, () => left(name));
    for (const { what, form } of tokenPatterns) text = text.replace(form, () => left(what));
    return { text, found };
  };
  return { clean, longest: Math.max(usualToken, secrets[0]?.value.length ?? 0) };
};

/** The secrets of an environment; one that contains another goes first. */
const secretsOf = (env: NodeJS.ProcessEnv): readonly { value: string; name: string }[] => {
  const secrets = new Map<string, string>();
  for (const [name, value = ""] of Object.entries(env)) {
    const parts = secretName.test(name) ? value.split(/\r?\n/) : passwordsIn(value);
    for (const part of parts.map((text) => text.trim())) {
      if (part.length >= shortest && !isPlace(part)) secrets.set(part, name);
    }
  }
  return [...secrets]
    .map(([value, name]) => ({ value, name }))
    .sort((a, b) => b.value.length - a.value.length);
};

/** Where a secret lies is no secret, and agents have to name files. */
const isPlace = (value: string): boolean => isAbsolute(value) && existsSync(value);

const passwordsIn = (value: string): readonly string[] => {
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:([^\s/@]+)@/i.exec(value)?.[1];
  return password === undefined ? [] : [password];
};
