import fc from "fast-check";
import { createRedactor } from "../../../src/server/secrets/create-redactor.ts";
import { hold, type Target } from "../target.ts";

const inEnv = "tok-9f8e7d6c5b4a";
const line = "bGluZW9uZWxpbmVvbmU=";
const env = {
  API_TOKEN: inEnv,
  SIGNING_KEY: `-----BEGIN-----\n${line}\n`,
  DB_URL: "pg://u:s3cr3t-pass@h",
};
/** Texts that no cleaned text may hold, whatever stands around them. */
const known = [inEnv, line, "s3cr3t-pass"];

const token = fc.constantFrom(
  ...known,
  `ghp_${"a1B2".repeat(9)}`,
  `sk-${"aB3".repeat(9)}`,
  `AKIA${"J7Q2".repeat(4)}`,
  `eyJ${"hbGc".repeat(4)}.eyJ${"zdWI".repeat(4)}.${"c2ln".repeat(4)}`,
  "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
  "postgres://app:hunter2hunter2@db/app",
);
const around = fc.oneof(
  fc.constantFrom(
    " ",
    "\n",
    "=",
    ": ",
    '"',
    "eyJ",
    "sk-",
    "://",
    ":",
    "@",
    "-----BEGIN ",
    "-----END ",
  ),
  fc.string({ unit: "binary", maxLength: 12 }),
);

/** Texts with secrets in them: what is known goes, what is left is text, and cleaning it again changes nothing. */
export const secretText: Target = {
  name: "secret-text",
  grammar: fc.array(fc.oneof(token, around), { maxLength: 12 }).map((parts) => parts.join("")),
  words: [
    ...known,
    "sk-",
    "eyJ",
    "ghp_",
    "-----BEGIN RSA PRIVATE KEY-----",
    "://a:",
    "@",
    "[redacted API_TOKEN]",
  ],
  open: async () => {
    const { clean } = createRedactor(env);
    return {
      judge: (input) => {
        const given = input.toString();
        const { text, found } = clean(given);
        for (const secret of known) hold(!text.includes(secret), `${secret} is still there`);
        hold(found.length > 0 || text === given, "a text without a secret was changed");
        hold(given.isWellFormed() === text.isWellFormed(), "a character was cut in two");
        hold(clean(text).text === text, `cleaned again it is another: ${clean(text).text}`);
      },
      close: () => {},
    };
  },
};
