import { onTestFinished } from "vitest";
import type { Ports } from "../../src/engine/ports.ts";
import { compose } from "../../src/server/compose.ts";
import type { ScratchProject } from "../e2e/project-in.ts";

/** A process that has the same database, and ends whenever it is told to. */
export const another = (project: ScratchProject): Ports & { gone(): Promise<void> } => {
  const { ports } = compose({ cwd: project.root, env: project.env });
  let open = true;
  const gone = async (): Promise<void> => {
    if (open) await ports.store.close();
    open = false;
  };
  onTestFinished(gone);
  return { ...ports, gone };
};
