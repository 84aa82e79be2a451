import type { Command } from "../command/command.ts";
import { deriveId } from "../derive-id.ts";
import type { NewEvent } from "../event/stream-event.ts";
import type { WorkflowEvent } from "../event/workflow-event.ts";
import { evolveWorkflow } from "../evolve/evolve-workflow.ts";
import { project } from "../project/project.ts";
import type { OutboxMessage, RowChange } from "../project/row.ts";
import type { Rules } from "../rules.ts";
import type { Step } from "../state/step.ts";
import type { WorkflowState } from "../state/workflow-state.ts";

/** A decision in the making: each emitted event is folded at once, so that later rules see it. */
export interface Draft {
  readonly command: Command;
  readonly rules: Rules;
  readonly events: NewEvent[];
  readonly rows: RowChange[];
  readonly messages: OutboxMessage[];
  /** Nodes and scopes of the plan to look at next. */
  readonly visits: { readonly type: "node" | "scope"; readonly key: string }[];
  /** Steps whose plan wants a checkpoint before they begin; taken when all consequences stand. */
  readonly risky: string[];
  /** Steps that may have become ready. */
  readonly touched: Set<string>;
  state(): WorkflowState;
  /** The step as it stands now; a defect when there is none. */
  step(name: string): Step;
  emit(data: WorkflowEvent): void;
  /** Emits with another time than the command's (events copied by a fork). */
  copy(event: NewEvent & { readonly data: WorkflowEvent }): void;
  /** Emits `rewound` over the state it returns to. */
  rewind(base: WorkflowState, data: Extract<WorkflowEvent, { type: "rewound" }>): void;
  takeId(): string;
}

/** Starts a decision on a workflow. */
export const createDraft = (initial: WorkflowState, command: Command, rules: Rules): Draft => {
  let state = initial;
  let used = 0;
  const events: NewEvent[] = [];
  const rows: RowChange[] = [];
  const append = (base: WorkflowState, event: NewEvent & { readonly data: WorkflowEvent }) => {
    const placed = { ...event, stream: state.id, version: state.version + 1 };
    const after = evolveWorkflow(base, placed, event.data);
    events.push(event);
    rows.push(...project(state, after, placed));
    state = after;
  };
  const { at, actor } = command;
  return {
    command,
    rules,
    events,
    rows,
    messages: [],
    visits: [],
    risky: [],
    touched: new Set(),
    state: () => state,
    step: (name) => {
      const step = state.steps.get(name);
      if (step === undefined) throw new Error(`no step ${name} in ${state.id}`);
      return step;
    },
    emit: (data) => append(state, { data, at, actor }),
    copy: (event) => append(state, event),
    rewind: (base, data) => append(base, { data, at, actor }),
    takeId: () => {
      const given = command.ids[used];
      const seed = command.ids.at(-1);
      if (seed === undefined) throw new Error(`${command.intent.type} was given no ids`);
      used++;
      return given ?? deriveId(seed, used);
    },
  };
};
