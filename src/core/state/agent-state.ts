/** What people decided about one agent; its record over all workflows is a derived row. */
export interface AgentState {
  readonly kind: "agent";
  readonly id: string;
  readonly version: number;
  /** When its circuit was last closed by hand, epoch ms; null when it never was. */
  readonly resetAt: number | null;
}

/** Prefix of the streams about one agent each. */
export const agentPrefix = "agent/";

/** The name of the stream about an agent. */
export const agentStream = (agent: string): string => `${agentPrefix}${encodeURIComponent(agent)}`;

/** An agent nobody has decided anything about. */
export const initialAgent = (id: string): AgentState => ({
  kind: "agent",
  id,
  version: 0,
  resetAt: null,
});
