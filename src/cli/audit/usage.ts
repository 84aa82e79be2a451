/** Every form of `baton audit`. */
export const auditUsage = [
  "baton audit verify [WORKFLOW] [--seal SEAL] [--json]",
  "       baton audit verify --file EXPORT [--key PUBLIC_KEY] [--json]",
  "       baton audit seal",
  "       baton audit export [WORKFLOW] [--format jsonl|xes] [--out FILE]",
  "       baton audit map [WORKFLOW] [--definition NAME] [--mermaid|--json]",
  "       baton audit accept",
].join("\n");
