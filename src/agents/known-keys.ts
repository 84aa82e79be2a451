/** Frontmatter keys of Claude Code's sub-agents and of Baton; anything else may just be prose with a colon. */
const knownKeys: ReadonlySet<string> = new Set([
  "name",
  "description",
  "tools",
  "disallowedTools",
  "model",
  "effort",
  "permissionMode",
  "maxTurns",
  "skills",
  "mcpServers",
  "hooks",
  "memory",
  "background",
  "isolation",
  "color",
  "initialPrompt",
  "omitClaudeMd",
  "phase",
  "capabilities",
  "version",
  "timeout_seconds",
  "max_retries",
  "orchestration",
  "mcp_servers",
]);

const byLowerCase: ReadonlyMap<string, string> = new Map(
  [...knownKeys].map((key) => [key.toLowerCase(), key]),
);

/** The known key in its proper case, or null when the word is no known key. */
export const knownKey = (word: string): string | null =>
  byLowerCase.get(word.toLowerCase()) ?? null;

/** Whether a line at the left margin opens a known key. */
export const opensKnownKey = (line: string): boolean => {
  const word = /^([A-Za-z_][\w-]*)\s*:/.exec(line)?.[1];
  return word !== undefined && knownKeys.has(word);
};
