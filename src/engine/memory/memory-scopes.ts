/** How far a memory reaches. */
export const memoryScopes = ["workflow", "project", "session"] as const;
/** See {@link memoryScopes}. */
export type MemoryScope = (typeof memoryScopes)[number];
