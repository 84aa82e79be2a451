/** A person closed an agent's circuit: its failures in a row count no more. */
export interface AgentEvent {
  readonly type: "circuit_reset";
  readonly agent: string;
  readonly reason: string;
}
