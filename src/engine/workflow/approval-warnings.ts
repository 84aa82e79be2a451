import { type Person, personOf } from "../../core/person.ts";
import type { ApprovalNode } from "../../core/plan/approval-node.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { approvalsIn } from "../approvals-in.ts";
import type { Ports } from "../ports.ts";
import type { ReadPlan } from "./read-plan.ts";

/** What the people the operator has named cannot do of what a plan, and those it uses, ask of people. */
export const approvalWarnings = async (
  ports: Ports,
  { plan, texts }: ReadPlan,
  starter: string | null,
): Promise<readonly string[]> => {
  const asked = [
    ...approvalsIn(plan).map((node) => ({ node, of: "" })),
    ...(await usedApprovals(plan, texts)),
  ];
  if (asked.length === 0) return [];
  const people = await ports.workplace.people();
  return asked.flatMap(({ node, of }) =>
    warningsOf(node, people, starter).map((what) => `${of}${node.name}: ${what}`),
  );
};

/** The approvals of the workflows that a plan uses, which were checked with it. */
const usedApprovals = async ({ pins }: Plan, texts: ReadPlan["texts"]) => {
  const { readDefinitions } = await import("../../definition/read-definition.ts");
  const seen = new Set<string>();
  return Object.entries(pins).flatMap(([use, { name, hash }]) => {
    // One may be used with its version and without.
    if (seen.has(hash)) return [];
    seen.add(hash);
    const read = readDefinitions(texts.get(use) ?? "", { knowsAgent: () => true });
    const definitions = read.type === "invalid" ? [] : read.definitions;
    const found = definitions.find((each) => each.plan.name === name);
    return found === undefined
      ? []
      : approvalsIn(found.plan).map((node) => ({ node, of: `${name}/` }));
  });
};

const warningsOf = (
  node: ApprovalNode,
  people: readonly Person[],
  starter: string | null,
): readonly string[] => {
  const { assignees, role, quorum, fourEyes, escalateTo } = node;
  const warnings: string[] = [];
  const known = people.map(({ name }) => name);
  const holders = (wanted: string) =>
    people.filter(({ roles }) => roles.includes(wanted)).map(({ name }) => name);
  const strangers = assignees.filter((name) => !known.includes(name));
  const named = assignees.filter((name) => known.includes(name));
  const asked = named.length > 0 ? named : role === null ? known : holders(role);
  const wanted = [
    ...strangers,
    ...(role !== null && holders(role).length === 0 ? [`role ${role}`] : []),
    ...(escalateTo !== null && addressed(escalateTo, known, holders).length === 0
      ? [`${escalateTo.kind === "role" ? "role " : ""}${escalateTo.name}`]
      : []),
  ];
  const instead = asked.length > 0 ? asked : known;
  if (wanted.length > 0) {
    const who =
      people.length === 0
        ? "whoever is at this machine may decide"
        : `asked: ${instead.join(", ")}`;
    warnings.push(`the operator has named nobody for ${wanted.join(", ")}; ${who}`);
  }
  const barred = fourEyes && starter !== null ? personOf(people, starter) : null;
  const able = instead.filter((name) => name !== barred);
  // Where nobody is named, another user of the machine may come; nobody can tell.
  const few = people.length === 0 ? quorum > 1 || barred !== null : able.length < quorum;
  if (few) {
    const eyes = barred === null ? "" : `, and ${barred}, who starts it, may not decide`;
    warnings.push(
      `${quorum === 1 ? "one person" : `${quorum} different people`} must approve${eyes}: ${
        people.length === 0 ? "it takes another user of this machine" : `only ${able.length} can`
      }`,
    );
  }
  return warnings;
};

const addressed = (
  { kind, name }: NonNullable<ApprovalNode["escalateTo"]>,
  known: readonly string[],
  holders: (role: string) => readonly string[],
): readonly string[] => (kind === "role" ? holders(name) : known.filter((each) => each === name));
