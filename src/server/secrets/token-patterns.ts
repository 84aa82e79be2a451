/** Texts that are secrets wherever they stand, by the form their issuers give them. Each is matched in linear time. */
export const tokenPatterns: readonly { readonly what: string; readonly form: RegExp }[] = [
  {
    what: "private key",
    form: /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,60}-----|$)/g,
  },
  { what: "AWS key id", form: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g },
  { what: "GitHub token", form: /\b(?:gh[oprsu]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/g },
  { what: "GitLab token", form: /(?<![\w-])gl(?:pat|dt|rt|cbt|ptt|ft)-[\w-]{20,}/g },
  // Digits and capitals tell a key from a long word with hyphens.
  {
    what: "API key",
    form: /(?<![\w-])sk-(?=[\w-]{0,64}\d)(?=[\w-]{0,64}[A-Z])[\w-]{20,}/g,
  },
  { what: "Stripe key", form: /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}/g },
  { what: "Google API key", form: /\bAIza[\w-]{35}/g },
  {
    what: "Slack token",
    form: /(?<![\w-])xox[abeoprs]-[\w-]{10,}|(?<![\w-])xapp-\d-[\w-]{10,}/g,
  },
  { what: "npm token", form: /\bnpm_[A-Za-z0-9]{36}/g },
  { what: "PyPI token", form: /(?<![\w-])pypi-[\w-]{50,}/g },
  { what: "Hugging Face token", form: /\bhf_[A-Za-z0-9]{30,}/g },
  { what: "SendGrid key", form: /\bSG\.[\w-]{16,}\.[\w-]{16,}/g },
  { what: "JSON web token", form: /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g },
  // What begins like a variable or a placeholder is none.
  { what: "password", form: /(?<=:\/\/[^\s/:@]{0,128}:)(?![$<{*[])[^\s/@]{1,512}(?=@)/g },
];
