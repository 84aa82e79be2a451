import type { Client, Ledger } from "./ledger.ts";

/** One client's work: a workflow of two steps after the other, written down step by step, again and again. */
export const workOn = async (
  through: Client,
  ledger: Ledger,
  name: string,
  rounds: number,
): Promise<void> => {
  const write = (tool: string, args: object) => ledger.write(through, tool, args);
  for (let i = 0; i < rounds; i++) {
    const key = `${name}-${i}`;
    const { workflow_id, handoff_id } = await write("create_handoff", handoff("first"));
    await Promise.all([
      write("create_handoff", { ...handoff("second"), workflow_id, needs: ["first"] }),
      write("set_memory", { key, value: key, tags: ["chaos"] }),
      write("set_memory", { key: `${key}-large`, value: "large ".repeat(1_000) }),
    ]);
    const { lease_token } = await write("execute_handoff", { handoff_id });
    await write("set_memory", { workflow_id, key, value: { lease_token }, lease_token });
    const done = { handoff_id, lease_token, status: "completed", summary: `${key} is done` };
    await write("complete_handoff", done);
    await write("checkpoint", { workflow_id, name: key });
  }
};

const handoff = (step: string) => ({
  to_agent: "builder",
  step,
  context: { feature_description: `Do the ${step} step` },
  expected_output: { deliverables: [], acceptance_criteria: [] },
  resources: step === "second" ? ["src/**"] : [],
});
