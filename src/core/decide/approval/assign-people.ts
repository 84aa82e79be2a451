import { personOf } from "../../person.ts";
import type { Addressee, ApprovalNode } from "../../plan/approval-node.ts";
import type { Approval } from "../../state/approval.ts";
import type { Draft } from "../draft.ts";
import { flowOf } from "../flow/flow-of.ts";

/**
 * Who is asked: the people named, as many of a role as must approve, or everybody the operator has named where none of
 * these is known. Empty where the operator has named nobody: then it is whoever is at this machine.
 */
export const assignPeople = (
  draft: Draft,
  node: Pick<ApprovalNode, "assignees" | "role" | "quorum" | "fourEyes">,
): readonly string[] => {
  const { people } = draft.command;
  const known = people.map(({ name }) => name);
  const named = node.assignees.filter((name) => known.includes(name));
  if (named.length > 0) return named;
  const others = node.fourEyes ? withoutStarter(draft, known) : known;
  if (node.role === null) return others;
  const holders = holdersOf(draft, node.role);
  if (holders.length === 0) return others;
  const free = node.fourEyes ? withoutStarter(draft, holders) : holders;
  return byLoad(draft, free).slice(0, node.quorum);
};

/** Who is asked as well once a task is overdue: the person, or the one of the role who has least to decide. */
export const escalateTo = (
  draft: Draft,
  to: Addressee,
  { assignees, fourEyes }: Pick<Approval, "assignees" | "fourEyes">,
): readonly string[] => {
  const { people } = draft.command;
  const known = people.filter(({ name, roles }) =>
    to.kind === "role" ? roles.includes(to.name) : name === to.name,
  );
  const others = known.map(({ name }) => name).filter((name) => !assignees.includes(name));
  return byLoad(draft, fourEyes ? withoutStarter(draft, others) : others).slice(0, 1);
};

const holdersOf = (draft: Draft, role: string): readonly string[] =>
  draft.command.people.filter(({ roles }) => roles.includes(role)).map(({ name }) => name);

/** All but the one who started the workflow, unless there is nobody else. */
const withoutStarter = (draft: Draft, names: readonly string[]): readonly string[] => {
  const { starter } = flowOf(draft);
  if (starter === null) return names;
  const barred = personOf(draft.command.people, starter);
  const others = names.filter((name) => name !== barred);
  return others.length > 0 ? others : names;
};

/** Those with the fewest open tasks first; names in their order where that is equal. */
const byLoad = (draft: Draft, names: readonly string[]): readonly string[] => {
  const loads = new Map(draft.command.facts.asked);
  // What was opened a moment ago is not among the facts yet.
  for (const { data } of draft.events) {
    if (data.type !== "task_opened") continue;
    for (const name of data.task.approval?.assignees ?? [])
      loads.set(name, (loads.get(name) ?? 0) + 1);
  }
  const load = (name: string): number => loads.get(name) ?? 0;
  return [...names].sort((a, b) => load(a) - load(b) || (a < b ? -1 : 1));
};
