import type { EventData } from "./stream-event.ts";

/**
 * The version of each event type's shape as this release writes it. Raise a number when a shape changes, and
 * teach the store's codec to lift the old one; the frozen corpus under test/corpus must go on folding the same.
 */
export const eventVersions: Readonly<Record<EventData["type"], number>> = {
  workflow_created: 1,
  workflow_forked: 1,
  fork_recorded: 1,
  workflow_status_changed: 1,
  handoff_created: 1,
  handoff_reassigned: 1,
  step_ready: 1,
  step_waiting: 1,
  need_met: 1,
  need_added: 1,
  attempt_started: 1,
  lease_renewed: 1,
  deadline_moved: 1,
  attempt_lapsed: 1,
  completion_refused: 1,
  attempt_completed: 1,
  attempt_failed: 1,
  input_requested: 1,
  recovery_decided: 1,
  step_reopened: 1,
  step_failed: 1,
  step_skipped: 1,
  step_cancelled: 1,
  dead_lettered: 1,
  loop_returned: 1,
  task_opened: 1,
  task_decided: 1,
  task_withdrawn: 1,
  question_answered: 1,
  artifact_added: 1,
  workflow_memory_set: 1,
  checkpoint_created: 1,
  rewound: 1,
  memory_set: 1,
};
