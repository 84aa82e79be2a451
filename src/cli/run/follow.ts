import { setTimeout as sleep } from "node:timers/promises";
import { isFinalWorkflow } from "../../core/state/status.ts";
import type { WorkflowState } from "../../core/state/workflow-state.ts";
import type { Engine } from "../../engine/engine.ts";
import { workflowState } from "../../engine/find-by-id.ts";
import type { Io } from "../io.ts";
import { happenedSince } from "./happened-since.ts";
import { redraw } from "./redraw.ts";
import { viewLines } from "./view-lines.ts";

const pauseMs = 300;

/**
 * Shows a workflow's progress until it ends: redrawn in place in a terminal, else a line for each thing that happened.
 * Returns 0 when it completed. Ctrl-C ends the view only.
 */
export const follow = async (engine: Engine, io: Io, workflow: string): Promise<number> => {
  // From before it is said that Ctrl-C leaves the workflow running.
  const left = new AbortController();
  const leave = (): void => left.abort();
  process.once("SIGINT", leave);
  io.stdout(
    `Started ${workflow}. The agents are run by your client: say "resume ${workflow}" there.\nCtrl-C leaves it running.\n`,
  );
  const show = process.stdout.isTTY ? drawing(engine, io) : telling(engine, io);
  try {
    let token = "";
    let state = await workflowState(engine.ports, workflow);
    for (;;) {
      // Nobody else may be there to end a wait that is over.
      await engine.doDue();
      const now = String(await engine.ports.store.changeToken());
      if (now !== token) {
        token = now;
        state = await workflowState(engine.ports, workflow);
        await show(state);
      }
      if (isFinalWorkflow(state.status)) return end(io, state);
      if (left.signal.aborted) {
        io.stdout(
          `\n${workflow} goes on without this view. Come back with: baton status ${workflow} --watch\n`,
        );
        return 1;
      }
      await sleep(pauseMs, undefined, { signal: left.signal }).catch(() => {});
    }
  } finally {
    process.off("SIGINT", leave);
  }
};

const end = (io: Io, { id, status, reason }: WorkflowState): number => {
  if (status === "completed") {
    io.stdout(`${id} completed.\n`);
    return 0;
  }
  io.stdout(
    `${id} ended as ${status}${reason === "" ? "" : `: ${reason}`}. What now: baton recover ${id}\n`,
  );
  return 1;
};

/** Shows a state. */
type Show = (state: WorkflowState) => Promise<void>;

const drawing = ({ ports }: Engine, io: Io): Show => {
  let drawn = 0;
  return async (state) => {
    const width = process.stdout.columns || 80;
    const lines = viewLines(ports, state).map((line) => line.slice(0, width - 1));
    io.stdout(redraw(lines, drawn));
    drawn = lines.length;
  };
};

const telling = ({ ports }: Engine, io: Io): Show => {
  let seen = 0;
  return async (state) => {
    for (const line of await happenedSince(ports, state, seen)) io.stdout(`${line}\n`);
    seen = state.version;
  };
};
