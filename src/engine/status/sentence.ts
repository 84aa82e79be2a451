import type { EventData } from "../../core/event/stream-event.ts";

/** An event as a person would tell it; null for bookkeeping nobody asks about. */
export const sentenceOf = (data: EventData): string | null => {
  switch (data.type) {
    case "workflow_created":
      return `workflow began: ${data.title}`;
    case "budget_charged":
      return `${data.entry.by} charged ${data.entry.tokens} tokens to ${data.entry.pool}: ${data.entry.label}`;
    case "budget_released":
      return `${data.entries.length} budget entries were let go: ${data.reason}`;
    case "budget_allocated":
      return `${data.pool} may hold ${data.tokens} tokens`;
    case "limit_raised":
      return `the limit of ${data.limit} was raised by ${data.by}`;
    case "wall_moved":
      return null;
    case "workflow_forked":
      return `forked from ${data.from} at version ${data.version}`;
    case "fork_recorded":
      return `${data.workflow} was forked from version ${data.version}`;
    case "workflow_status_changed":
      return `workflow is ${data.status}: ${data.reason}`;
    case "handoff_created": {
      const { from_agent: from, to_agent: to } = data.contract;
      const needs = data.needs.length === 0 ? "" : `, needs ${data.needs.join(", ")}`;
      return `${from.name} handed ${data.step} to ${to.name}${needs}`;
    }
    case "handoff_reassigned":
      return `${data.step} went to ${data.agent}: ${data.reason}`;
    case "step_ready":
      return `${data.step} is ready: ${data.reason}`;
    case "step_waiting":
      return data.dueAt === null
        ? `${data.step} waits: ${data.reason}`
        : `${data.step} waits until ${new Date(data.dueAt).toISOString()}: ${data.reason}`;
    case "need_added":
      return `${data.step} now waits for ${data.need}`;
    case "attempt_started":
      return `${data.agent} claimed ${data.step} (attempt ${data.attempt})`;
    case "learnings_given":
      return `${data.learnings.length} of the brain's learnings went into the brief of ${data.step}`;
    case "attempt_lapsed":
      return `attempt ${data.attempt} of ${data.step} ended without a result: ${data.reason}`;
    case "completion_refused":
      return `${data.step} was not accepted (${data.refusals}): ${data.missing.join("; ")}`;
    case "attempt_completed":
      return `${data.step} completed: ${data.result.summary}`;
    case "attempt_failed":
      return `${data.step} failed (${data.error.category}${data.error.inferred ? ", inferred" : ""}): ${data.error.message}`;
    case "usage_measured":
      return `attempt ${data.attempt} of ${data.step} used ${data.tokens} tokens, as measured`;
    case "input_requested":
      return `${data.step} asks: ${data.questions.join("; ")}`;
    case "recovery_decided":
      return `${data.step}: ${data.decision}, because ${data.why}`;
    case "step_reopened":
      return `${data.step} starts over`;
    case "step_failed":
      return `${data.step} was given up: ${data.reason}`;
    case "step_skipped":
      return `${data.step} was skipped: ${data.reason}`;
    case "step_cancelled":
      return `${data.step} was cancelled: ${data.reason}`;
    case "dead_lettered":
      return `${data.step} is a dead letter`;
    case "loop_returned":
      return `${data.from} returned to ${data.to}, round ${data.round}`;
    case "task_opened":
      return `a human is asked (${data.task.id}): ${data.task.title}`;
    case "task_decided":
      return `${data.outcome.by.name} decided ${data.task}: ${data.outcome.decision} (${data.outcome.channel})`;
    case "task_withdrawn":
      return `${data.task} was withdrawn: ${data.reason}`;
    case "approval_voted":
      return `${data.vote.by.name} says ${data.vote.decision} to ${data.task} (${data.vote.channel})`;
    case "task_reassigned":
      return data.why === "delegated"
        ? `${data.task} was handed on to ${data.to.join(", ")}`
        : `${data.task} is overdue: ${data.to.length === 0 ? "nobody else could be asked" : `${data.to.join(", ")} is asked as well`}`;
    case "task_reminded":
      return `${data.task} still waits for a decision (reminder ${data.reminders})`;
    case "sla_warned":
      return `${data.node ?? "the workflow"} takes more than ${data.seconds} s`;
    case "sla_breached":
      return `${data.node ?? "the workflow"} has broken its limit of ${data.seconds} s`;
    case "question_answered":
      return `${data.by} answered for ${data.step}: ${data.answer}`;
    case "artifact_added":
      return `${data.artifact.agent} produced ${data.artifact.path}`;
    case "workflow_memory_set":
      return `${data.by} remembered ${data.key} (version ${data.version})`;
    case "checkpoint_created":
      return data.automatic ? null : `checkpoint ${data.id}: ${data.name}`;
    case "rewound":
      return `rewound to version ${data.toVersion}: ${data.reason}`;
    case "compensation_started": {
      const stays = data.stays.length === 0 ? "" : `; stays: ${data.stays.join(", ")}`;
      return `undoing ${data.steps.join(", ") || "nothing"}${stays}`;
    }
    case "return_promised":
      return `once that is undone, it returns ${data.reason}`;
    case "child_undoing":
      return `${data.step} waits until ${data.child} is undone`;
    case "child_undone": {
      const left = data.left.length === 0 ? "" : `; not undone: ${data.left.join(", ")}`;
      return `${data.child} undid ${data.undone.join(", ") || "nothing"}${left}`;
    }
    case "undoing_asked":
      return `its work is to be undone: ${data.reason}`;
    case "undoing_answered":
      return data.left.length === 0
        ? "its parent knows that its work is undone"
        : `its parent knows that ${data.left.join(", ")} ${data.left.length === 1 ? "stands" : "stand"}`;
    case "step_taken_back":
      return `${data.step} is undone and done again`;
    case "node_redone":
      return `${data.node} was done again`;
    case "step_compensated":
      return `${data.by} undid ${data.step}`;
    case "compensation_ended": {
      const left = data.left.length === 0 ? "" : `, not ${data.left.join(", ")}`;
      return `undone: ${data.undone.join(", ") || "nothing"}${left}; ${data.active} at work, ${data.queued} queued`;
    }
    case "definition_kept":
      return "a version of a definition was kept";
    case "default_version_set":
      return `starts without a version get ${data.use ?? "the newest"}`;
    case "circuit_reset":
      return `the circuit of ${data.agent} was closed by hand: ${data.reason}`;
    case "memory_set":
      return `${data.by} remembered a value`;
    case "session_started":
      return "the session began";
    case "session_ended":
      return data.summary === null ? "the session ended" : `the session ended: ${data.summary}`;
    case "execution_began":
      return `${data.agent} began: ${data.task}`;
    case "execution_ended":
      return `${data.execution} ${data.status}${data.result === null ? "" : `: ${data.result}`}`;
    case "brain_imported":
      return `${data.executions.length} executions and ${data.learnings.length} learnings came from another project`;
    case "flow_started":
      return `the workflow follows ${data.plan.name} ${data.plan.version}`;
    case "plan_changed": {
      const { how, plan, added, removed, changed, reason } = data;
      const what = [
        ...(added.length === 0 ? [] : [`added ${added.join(", ")}`]),
        ...(removed.length === 0 ? [] : [`removed ${removed.join(", ")}`]),
        ...(changed.length === 0 ? [] : [`changed ${changed.join(", ")}`]),
      ].join("; ");
      const done =
        how === "amend" ? "the plan was amended" : `moved to ${plan.name} ${plan.version}`;
      return `${done}${what === "" ? "" : ` (${what})`}: ${reason}`;
    }
    case "items_listed":
      return `${data.node} has ${data.items.length} items`;
    case "node_waiting":
      return waitSentence(data);
    case "node_halted":
      return `${data.node} is halted: ${data.reason}`;
    case "node_reopened":
      return `${data.node} is tried again`;
    case "child_started":
      return `${data.node} starts ${data.child}`;
    case "child_ended":
      return `${data.child}, for ${data.node}, is ${data.status}: ${data.reason}`;
    case "node_settled":
      return data.status === "completed" && data.reason === "its step is completed"
        ? null
        : `${data.node} is ${data.status}: ${data.reason}`;
    case "signal_received":
      return `${data.node} got signal ${data.signal.name}`;
    case "signal_returned":
      return `${data.node} sent ${data.signal} back: its wait was over`;
    case "signal_emitted":
      return `${data.node} sent signal ${data.signal.name} to ${data.signal.address.slice(2)}`;
    case "values_set":
      return `${data.node} set ${Object.keys(data.values).join(", ")}`;
    case "scope_opened":
      return data.owner === null || data.iteration === 1
        ? null
        : `${data.owner} begins round ${data.iteration}`;
    case "signal_buffered":
      return `signal ${data.signal.id} is kept until somebody waits for it`;
    case "signal_sent": {
      const { waits, starts } = data;
      const to = [...new Set([...waits, ...starts].map(({ workflow }) => workflow))];
      return `signal ${data.signal.id} was sent to ${to.join(", ")}`;
    }
    case "triggers_armed":
      return `triggers of version ${data.armed.definitionVersion} were armed`;
    case "triggers_disarmed":
      return "the triggers were disarmed";
    case "trigger_fired":
      return `trigger ${data.index} started ${data.workflow}`;
    case "trigger_failed":
      return `a trigger could start nothing: ${data.reason}`;
    case "trigger_missed":
    case "wait_subscribed":
    case "wait_unsubscribed":
    case "signal_kept":
    case "signal_declined":
    case "signal_discarded":
    case "signal_refused":
    case "scope_closed":
    case "node_started":
    case "flow_deadline_moved":
    case "node_deadline_moved":
    case "need_met":
    case "lease_renewed":
    case "deadline_moved":
      return null;
  }
};

const waitSentence = (data: Extract<EventData, { type: "node_waiting" }>): string => {
  const { node, dueAt, awaits, reason } = data;
  const what = awaits.length > 0 || dueAt === null ? reason : "waits";
  return dueAt === null
    ? `${node} ${what}`
    : `${node} ${what} until ${new Date(dueAt).toISOString()}`;
};
