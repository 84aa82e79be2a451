import { type Refusal, refuse } from "../../core/refusal.ts";
import { findWorkflow } from "../find-by-id.ts";
import type { Caller, Ports } from "../ports.ts";
import type { MemoryScope } from "./memory-scopes.ts";

/** Whose memory is meant: the workflow's when one is named, else the project's. */
export const memoryOwner = async (
  ports: Ports,
  input: {
    readonly scope?: MemoryScope | undefined;
    readonly workflow_id?: string | undefined;
  },
  caller: Caller,
): Promise<{ readonly scope: MemoryScope; readonly id: string } | Refusal> => {
  const scope = input.scope ?? (input.workflow_id === undefined ? "project" : "workflow");
  switch (scope) {
    case "project":
      return { scope, id: "project" };
    case "session":
      return caller.session === null
        ? refuse(
            "invalid_input",
            "The client has told no session id, so there is no session memory.",
            "Use scope project or workflow.",
          )
        : { scope, id: caller.session };
    case "workflow": {
      if (input.workflow_id === undefined) {
        return refuse(
          "invalid_input",
          "scope workflow needs workflow_id.",
          "Give workflow_id, or use scope project.",
        );
      }
      const row = await findWorkflow(ports, input.workflow_id);
      return "code" in row ? row : { scope, id: row.workflow };
    }
  }
};
