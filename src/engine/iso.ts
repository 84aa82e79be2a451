/** Epoch milliseconds as ISO 8601 UTC. */
export const iso = (time: number): string => new Date(time).toISOString();
