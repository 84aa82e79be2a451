import type { Actor } from "../actor.ts";
import type { LiveWeight } from "../budget/brief-weight.ts";
import { nothingLive } from "../budget/brief-weight.ts";
import { emptyLedger, type Ledger } from "../budget/ledger.ts";
import { noSpend, type Spend } from "../budget/spend.ts";
import type { PersistentMap } from "../persistent-map.ts";
import { persistentMap } from "../persistent-map.ts";
import type { StoredValue } from "../stored-value.ts";
import type { Compensation } from "./compensation.ts";
import type { Flow } from "./flow.ts";
import type { HumanTask } from "./human-task.ts";
import type { Signal } from "./signal-state.ts";
import type { StepStatus, WorkflowStatus } from "./status.ts";
import type { Artifact, Step } from "./step.ts";

/** One key of a workflow's shared memory. */
export interface WorkflowMemory {
  readonly value: StoredValue;
  readonly version: number;
  readonly by: string;
  readonly at: number;
  readonly tags: readonly string[];
  readonly expiresAt: number | null;
}

/** Where the working tree stood when a checkpoint was taken. */
export interface GitPosition {
  readonly head: string | null;
  readonly branch: string | null;
  /** Null when it could not be told. */
  readonly dirty: boolean | null;
}

/** A named point in a workflow's history: the state after event `version`. */
export interface Checkpoint {
  readonly id: string;
  readonly name: string;
  readonly note: string | null;
  readonly version: number;
  readonly at: number;
  readonly automatic: boolean;
  readonly git: GitPosition | null;
}

/** The node of another workflow that a workflow does the work of. */
export interface Parent {
  readonly workflow: string;
  readonly node: string;
}

/** That a parent wants the work of a workflow undone, and waits for that. */
export interface AskedToUndo {
  readonly parent: Parent;
  readonly reason: string;
  /** Whether an undoing has begun for it. */
  readonly begun: boolean;
}

/** Everything true of one workflow: the fold of its events. */
export interface WorkflowState {
  readonly kind: "workflow";
  readonly id: string;
  /** How many events the stream has; 0 means the workflow does not exist. */
  readonly version: number;
  readonly status: WorkflowStatus;
  readonly reason: string;
  readonly title: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly createdBy: Actor | null;
  readonly forkedFrom: {
    readonly workflow: string;
    readonly version: number;
    /** Events after the first that are the other workflow's. */
    readonly copied: number;
  } | null;
  /** Null for one that was started by itself, and for a fork. */
  readonly parent: Parent | null;
  readonly steps: PersistentMap<Step>;
  /** Names of the steps that are ready, and of those that are active. */
  readonly readySteps: PersistentMap<true>;
  readonly activeSteps: PersistentMap<true>;
  /** Names of the steps that were completed last, the latest at the end. */
  readonly lastDone: readonly string[];
  /** Step names by handoff id. */
  readonly stepOf: PersistentMap<string>;
  /** Steps that need the key's step. */
  readonly dependents: PersistentMap<readonly string[]>;
  readonly counts: Readonly<Record<StepStatus, number>>;
  /** Phases of the steps that are completed, in that order. */
  readonly phasesDone: readonly string[];
  /** The last fencing token given out. */
  readonly fence: number;
  readonly memory: PersistentMap<WorkflowMemory>;
  /** Highest version ever given to a key; survives rewinds. */
  readonly memoryVersions: PersistentMap<number>;
  readonly artifacts: PersistentMap<Artifact>;
  readonly tasks: PersistentMap<HumanTask>;
  readonly openTasks: number;
  readonly checkpoints: PersistentMap<Checkpoint>;
  /** Returns made by `loop`, by "from>to". */
  readonly loops: PersistentMap<number>;
  /** The signals that nodes have taken, by node; never rewound. */
  readonly consumed: PersistentMap<Signal>;
  /** The plan it follows and how far; null for one that grows from handoffs. */
  readonly flow: Flow | null;
  /** The last undoing of its work; null when there was none. */
  readonly compensation: Compensation | null;
  /** Null unless its parent waits for its work to be undone. */
  readonly askedToUndo: AskedToUndo | null;
  /** Tokens the executing agents said they used; never rewound. */
  readonly tokensUsed: number;
  /** What else was used and granted; never rewound. */
  readonly spend: Spend;
  /** What the attempts under way weigh together. */
  readonly live: LiveWeight;
  /** What is in the context of whoever conducts it. */
  readonly ledger: Ledger;
}

const noCounts: Readonly<Record<StepStatus, number>> = {
  pending: 0,
  ready: 0,
  active: 0,
  waiting: 0,
  completed: 0,
  failed: 0,
  skipped: 0,
  cancelled: 0,
  compensated: 0,
};

/** A workflow that does not exist yet. */
export const initialWorkflow = (id: string): WorkflowState => ({
  kind: "workflow",
  id,
  version: 0,
  status: "pending",
  reason: "",
  title: "",
  createdAt: 0,
  updatedAt: 0,
  createdBy: null,
  forkedFrom: null,
  parent: null,
  steps: persistentMap(),
  readySteps: persistentMap(),
  activeSteps: persistentMap(),
  lastDone: [],
  stepOf: persistentMap(),
  dependents: persistentMap(),
  counts: noCounts,
  phasesDone: [],
  fence: 0,
  memory: persistentMap(),
  memoryVersions: persistentMap(),
  artifacts: persistentMap(),
  tasks: persistentMap(),
  openTasks: 0,
  checkpoints: persistentMap(),
  loops: persistentMap(),
  consumed: persistentMap(),
  flow: null,
  compensation: null,
  askedToUndo: null,
  tokensUsed: 0,
  spend: noSpend,
  live: nothingLive,
  ledger: emptyLedger(),
});
