import { learningId } from "../../core/brain/learning.ts";
import type { ForeignExecution, ForeignLearning } from "../../core/event/brain-event.ts";
import { importStream } from "../../core/state/brain-state.ts";
import type { StreamState } from "../../core/state/stream-state.ts";
import { type Answer, answer } from "../answer.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";

/** What another project's brain gave; ids of learnings follow from their texts. */
export interface BrainImport {
  /** The database it comes from. */
  readonly origin: string;
  readonly executions: readonly ForeignExecution[];
  readonly learnings: readonly Omit<ForeignLearning, "learning">[];
}

/** Most entries that one event holds. */
const batch = 100;

/** Takes in what is new of another project's brain; what is here already is left as it is. */
export const importBrain = async (
  ports: Ports,
  { origin, executions, learnings }: BrainImport,
  caller: Caller,
): Promise<Answer> => {
  const stream = importStream(origin);
  const identified = learnings.map((each) => ({
    learning: learningId(each.text, ports.sha256),
    ...each,
  }));
  const chunks = [
    ...chunksOf(executions).map((some) => ({ executions: some, learnings: [] })),
    ...chunksOf(identified).map((some) => ({ executions: [], learnings: some })),
  ];
  let imported = 0;
  for (const chunk of chunks) {
    const done = await runCommand(ports, {
      stream,
      intent: { type: "import_brain", ...chunk },
      caller: { ...caller, command: null },
      ids: 0,
      content: (after, before) => ({ added: sizeOf(after) - sizeOf(before) }),
    });
    if (done.type === "refused") return done;
    imported += Number(done.content.added);
  }
  return answer({ imported, known_before: executions.length + learnings.length - imported });
};

const sizeOf = (state: StreamState): number => (state.kind === "import" ? state.known.size : 0);

const chunksOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / batch) }, (_, i) =>
    all.slice(i * batch, (i + 1) * batch),
  );
