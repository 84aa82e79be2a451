import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readDefinitions } from "../../src/definition/read-definition.ts";
import { namePeople, self } from "../e2e/name-people.ts";
import { sharedSession } from "../e2e/shared-session.ts";
import { playOn, type Script } from "./driver.ts";

const folder = join(import.meta.dirname, "..", "..", "workflows");
const agents = readdirSync(join(folder, "..", "agents")).map(
  (file) => `baton:${file.slice(0, -3)}`,
);
const files = readdirSync(folder);
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

/** One way through a template. */
interface Way {
  readonly template: string;
  readonly how: string;
  readonly input?: () => object;
  readonly script?: Script;
  readonly status?: string;
  /** Stages in the order of their completion; those side by side in the order they are offered. */
  readonly stages: string;
  readonly atOnce?: number;
  /** What briefs must say, by stage and time. */
  readonly told?: Readonly<Record<string, string>>;
  /** What the person at the client fills into the forms of approvals. */
  readonly decision?: Readonly<Record<string, unknown>>;
  /** Names of the signals that come for the way's ticket, each when nothing else can be done. */
  readonly signals?: readonly string[];
}

/** What signals correlate with: a new one for each way, since what nobody takes is kept. */
let tickets = 0;
const ticket = () => `T-${tickets}`;

const found = { defects: [{ what: "x" }] };
const none = { defects: [] };
const unsolved = { solved: false, resolution: "nobody knows why" };
const yes = { accepted: true, ...none };

const ways: readonly Way[] = [
  {
    template: "sequential-feature",
    how: "without a design",
    script: { requirements: [{ needs_design: false }], verify: [yes] },
    stages: "requirements implement verify release_note",
  },
  {
    template: "sequential-feature",
    how: "with a design and two repairs",
    script: {
      requirements: [{ needs_design: true }],
      verify: [{ accepted: false, ...found }, { accepted: false, ...found }, yes],
    },
    stages: "requirements design implement verify repair verify repair verify release_note",
  },
  {
    template: "full-stack-parallel",
    how: "with stored data, and right at once",
    script: {
      interface: [{ schema_changes: true }],
      end_to_end: [{ integrated: true, ...none }],
    },
    stages: "interface backend frontend database end_to_end",
    atOnce: 3,
  },
  {
    template: "full-stack-parallel",
    how: "without stored data, and one side repaired",
    script: {
      interface: [{ schema_changes: false }],
      end_to_end: [
        { integrated: false, defects: [{ side: "frontend", what: "wrong date" }] },
        { integrated: true, ...none },
      ],
    },
    stages: "interface backend frontend end_to_end repair_frontend end_to_end",
    atOnce: 2,
  },
  {
    template: "qa-feedback-loop",
    how: "approved at the third look",
    script: {
      review: [
        { approved: false, ...found },
        { approved: false, ...found },
        { approved: true, ...none },
      ],
    },
    stages: "build review fix review fix review",
  },
  {
    template: "qa-feedback-loop",
    how: "never approved",
    script: { review: [{ approved: false, ...found }] },
    status: "failed",
    stages: `build${" review fix".repeat(5)}`,
  },
  {
    template: "hub-and-spoke",
    how: "in two rounds of packages",
    script: {
      coordinate: [
        {
          done: false,
          packages: [
            { to: "backend", goal: "API" },
            { to: "frontend", goal: "page" },
            { to: "backend", goal: "job" },
          ],
        },
        { done: false, packages: [{ to: "quality", goal: "verify" }] },
        { done: true, packages: [] },
      ],
    },
    stages: "coordinate backend frontend coordinate quality coordinate report",
    atOnce: 2,
  },
  {
    template: "hub-and-spoke",
    how: "with nothing to do",
    script: { coordinate: [{ done: true, packages: [] }] },
    stages: "coordinate report",
  },
  {
    template: "conditional-routing",
    how: "by a look at the code",
    script: { triage: [{ area: "database" }] },
    stages: "triage database verify",
  },
  ...["frontend", "backend", "ml", "integration"].map((area) => ({
    template: "conditional-routing",
    how: `to ${area} as asked`,
    input: () => ({ area }),
    stages: `${area} verify`,
  })),
  {
    template: "plan-then-build",
    how: "with two rounds of questions and a step that takes three tries",
    script: {
      clarify: [{ questions_open: 2 }, { questions_open: 0 }],
      plan: [planned("one", "two")],
      build_step: [
        { passed: true, last_problem: "" },
        { passed: false, last_problem: "a" },
        { passed: false, last_problem: "b" },
        { passed: true, last_problem: "" },
      ],
      accept: [{ built: true, last_problem: "" }],
    },
    stages: "clarify clarify plan build_step build_step build_step build_step accept",
  },
  {
    template: "plan-then-build",
    how: "with questions that do not end, and a second plan",
    script: {
      clarify: [{ questions_open: 1 }],
      plan: [planned("one")],
      build_step: [
        ...Array.from({ length: 5 }, () => ({ passed: false, last_problem: "no such API" })),
        { passed: true, last_problem: "" },
      ],
      accept: [{ built: true, last_problem: "" }],
    },
    stages: `clarify clarify clarify clarify clarify assumptions plan${" build_step".repeat(5)} plan build_step accept`,
  },
  {
    template: "plan-then-build",
    how: "with two plans that cannot be built",
    script: {
      clarify: [{ questions_open: 0 }],
      plan: [planned("one", "two")],
      build_step: [{ passed: false, last_problem: "no such API" }],
    },
    status: "failed",
    stages: `clarify${` plan${" build_step".repeat(5)}`.repeat(2)}`,
  },
  {
    template: "plan-then-build",
    how: "with a plan that is probed before it is built",
    script: {
      clarify: [{ questions_open: 0 }],
      plan: [{ ...planned("one"), confidence: 0.4, doubt: "whether the API pages" }],
      revise: [{ ...planned("one", "two"), confidence: 0.8 }],
      build_step: [{ passed: true, last_problem: "" }],
      accept: [{ built: true, last_problem: "" }],
    },
    stages: "clarify plan probe revise build_step build_step accept",
  },
  {
    template: "build-only",
    how: "at the second try, and reviewed",
    script: { build: [{ passed: false, last_problem: "red" }, { passed: true }] },
    stages: "build build review",
  },
  {
    template: "build-only",
    how: "without a review",
    input: () => ({ review: false }),
    script: { build: [{ passed: true }] },
    stages: "build",
  },
  {
    template: "multi-task",
    how: "with four tasks, three at a time",
    input: () => ({ tasks: ["one", { id: 2, what: "two" }, "three", "four"] }),
    script: {
      build: [{ passed: true }],
      together: [{ clean: true, findings: [] }],
    },
    stages: "build build build build together",
    atOnce: 3,
  },
  {
    template: "multi-task",
    how: "with a second try, and mended together",
    input: () => ({ tasks: ["one"] }),
    script: {
      build: [{ passed: false }, { passed: true }],
      together: [{ clean: false, findings: ["clash"] }],
    },
    stages: "build build together mend",
    told: { "build 2": "tries[1]/build (builder): Done" },
  },
  {
    template: "multi-task",
    how: "without tasks",
    input: () => ({ tasks: [] }),
    script: { together: [{ clean: true, findings: [] }] },
    stages: "together",
  },
  {
    template: "full-decomposition",
    how: "in two waves, met",
    script: {
      clarify: [{ questions_open: 1 }, { questions_open: 0 }],
      decompose: [{ backlog: "docs/backlog/a.md", waves: [tasks("a"), tasks("b", "c")] }],
      plan_task: [{ plan: "docs/plans/a.md", confidence: 0.9, doubt: "" }],
      build_task: [{ passed: true }],
      accept: [{ met: true, gaps: [] }],
    },
    stages:
      "clarify clarify decompose plan_task build_task plan_task plan_task build_task build_task accept hand_over",
    atOnce: 2,
  },
  {
    template: "full-decomposition",
    how: "with questions that do not end, a plan that is probed, a second try, and gaps to close",
    script: {
      clarify: [{ questions_open: 1 }],
      decompose: [{ backlog: "docs/backlog/a.md", waves: [tasks("a")] }],
      plan_task: [{ plan: "docs/plans/a.md", confidence: 0.5, doubt: "whether it scales" }],
      build_task: [{ passed: false }, { passed: true }],
      accept: [{ met: false, gaps: [{ what: "no limit" }] }],
    },
    stages: `${"clarify ".repeat(5)}assumptions decompose plan_task probe_task build_task build_task accept close_gaps hand_over`,
    told: { "build_task 2": "tries[1]/build_task (builder): Done" },
  },
  {
    template: "full-decomposition",
    how: "with a task that cannot be built in five tries",
    script: {
      clarify: [{ questions_open: 0 }],
      decompose: [{ backlog: "docs/backlog/a.md", waves: [tasks("a"), tasks("b")] }],
      plan_task: [{ plan: "docs/plans/a.md", confidence: 0.9, doubt: "" }],
      build_task: [{ passed: false }],
    },
    status: "failed",
    stages: `clarify decompose plan_task${" build_task".repeat(5)}`,
  },
  {
    template: "multi-task",
    how: "with a task that cannot be built in five tries",
    input: () => ({ tasks: ["one"] }),
    script: { build: [{ passed: false }] },
    status: "failed",
    stages: "build build build build build",
  },
  {
    template: "build-only",
    how: "not in five tries",
    script: { build: [{ passed: false, last_problem: "red" }] },
    status: "failed",
    stages: "build build build build build",
  },
  {
    template: "full-application",
    how: "functional and secure at once",
    script: {
      end_to_end: [{ functional: true, ...none }],
      security_review: [{ secure: true, findings: [] }],
    },
    stages:
      "requirements architecture skeleton server interface data end_to_end security_review delivery readiness",
    atOnce: 3,
  },
  {
    template: "full-application",
    how: "secure at the second round",
    script: {
      end_to_end: [{ functional: true, ...none }],
      security_review: [
        { secure: false, findings: [{ what: "x" }] },
        { secure: true, findings: [] },
      ],
    },
    stages:
      "requirements architecture skeleton server interface data end_to_end security_review mend end_to_end security_review delivery readiness",
  },
  {
    template: "security-audit",
    how: "with two findings, one closed at the second try",
    script: {
      triage: [{ blocking: findings("F1", "F2"), accepted: [] }],
      attack_again: [{ closed: false }, { closed: true }],
    },
    stages: `threat_model code attacks supply_chain data_access triage${" repair attack_again".repeat(3)} report`,
    atOnce: 4,
  },
  {
    template: "security-audit",
    how: "that only reports",
    input: () => ({ repair: false }),
    script: { triage: [{ blocking: findings("F1"), accepted: [] }] },
    stages: "threat_model code attacks supply_chain data_access triage report",
  },
  {
    template: "system-optimization",
    how: "where nothing is to be done",
    script: { baseline: [{ measure: "npm run bench", baseline: 120, target_met: true }] },
    stages: "baseline report",
  },
  {
    template: "system-optimization",
    how: "with one change taken back and one kept",
    script: {
      baseline: [{ measure: "npm run bench", baseline: 420.5, target_met: false }],
      rank: [{ candidates: candidates("A", "B", "C"), candidates_left: 3 }],
      measure_again: [
        { keep: false, current: 420, target_met: false, candidates_left: 2 },
        { keep: true, current: 180, target_met: true, candidates_left: 1 },
      ],
    },
    stages:
      "baseline server_profile query_profile client_profile rank change measure_again take_back change measure_again watch report",
    atOnce: 3,
  },
  {
    template: "customer-onboarding",
    how: "with valid data and a time to go live",
    input: () => ({ customer: "Acme", go_live: inSeconds(1) }),
    script: {
      verify: [{ all_data_valid: true, corrections: [] }],
      account: [{ account_id: "a-1" }],
    },
    stages: "needs data integration verify account import access welcome",
    atOnce: 3,
  },
  {
    template: "customer-onboarding",
    how: "with corrections in two rounds",
    input: () => ({ customer: "Acme", tier: "free" }),
    script: {
      verify: [{ all_data_valid: false, corrections: ["address"] }],
      verify_again: [
        { all_data_valid: false, corrections: ["address"] },
        { all_data_valid: true, corrections: [] },
      ],
      account: [{ account_id: "a-1" }],
    },
    stages:
      "needs data verify correct verify_again correct verify_again account import access welcome",
  },
  {
    template: "software-release",
    how: "announced",
    input: () => ({ not_before: inSeconds(1) }),
    script: release({ accepted: true, healthy: true, scan_clean: true }),
    stages: "candidate tests scan migration staging acceptance production observe announce",
    atOnce: 3,
  },
  {
    template: "software-release",
    how: "rolled back",
    script: release({ accepted: true, healthy: false, scan_clean: true }),
    stages: "candidate tests scan migration staging acceptance production observe roll_back",
  },
  {
    template: "software-release",
    how: "rejected before staging",
    script: release({ accepted: true, healthy: true, scan_clean: false }),
    stages: "candidate tests scan migration rejected",
  },
  {
    template: "software-release",
    how: "rejected on staging",
    script: release({ accepted: false, healthy: true, scan_clean: true }),
    stages: "candidate tests scan migration staging acceptance rejected",
  },
  {
    template: "order-processing",
    how: "with a valid order",
    input: () => ({ order: "A-17" }),
    script: {
      check_order: [{ order_valid: true, reasons: [], total: "129.00 EUR" }],
      reserve_stock: [{ reservation_id: "r-1" }],
      book_shipment: [{ shipment_id: "s-1" }],
      take_payment: [{ payment_id: "p-1" }],
    },
    stages: "check_order reserve_stock book_shipment take_payment confirm",
  },
  {
    template: "order-processing",
    how: "with an order that cannot be taken",
    input: () => ({ order: "A-18" }),
    script: { check_order: [{ order_valid: false, reasons: ["no address"], total: "0 EUR" }] },
    stages: "check_order decline",
  },
  {
    template: "payment-approval",
    how: "approved by one person",
    input: () => ({ amount: 250 }),
    script: { prepare: [{ payee: "ACME", purpose: "invoice 7" }], check: [{ settled: true }] },
    decision: { decision: "approve", amount: 240 },
    stages: "prepare pay check",
  },
  {
    template: "payment-approval",
    how: "refused",
    input: () => ({ amount: 250 }),
    script: { prepare: [{ payee: "ACME", purpose: "invoice 7" }] },
    decision: { decision: "reject", comment: "paid in May already" },
    stages: "prepare refused",
  },
  {
    template: "support-escalation",
    how: "solved in a conversation",
    input: () => ({ ticket: ticket() }),
    script: { triage: [triaged("normal")], judge: [{ verdict: "more" }, { verdict: "solved" }] },
    signals: ["ticket_reply", "ticket_reply", "ticket_confirmed"],
    stages: "triage answer judge answer judge",
  },
  {
    template: "support-escalation",
    how: "solved by a specialist, and opened again once",
    input: () => ({ ticket: ticket() }),
    script: {
      triage: [triaged("high")],
      judge: [{ verdict: "specialist" }, { verdict: "solved" }],
      specialist: [{ solved: true, resolution: "a full disk" }],
    },
    signals: ["ticket_reply", "ticket_reopened", "ticket_reply", "ticket_confirmed"],
    stages: "triage answer judge specialist tell answer judge",
  },
  {
    template: "support-escalation",
    how: "opened again by a mere reply, and by another one after that",
    input: () => ({ ticket: ticket() }),
    script: { triage: [triaged("low")], judge: [{ verdict: "solved" }] },
    signals: ["ticket_reply", "ticket_reply", "ticket_reply", "ticket_reply"],
    status: "failed",
    stages: "triage answer judge answer judge",
  },
  {
    template: "support-escalation",
    how: "through a conversation that does not end and a specialist to people, who say what is done",
    input: () => ({ ticket: ticket() }),
    script: {
      triage: [triaged("normal")],
      judge: [{ verdict: "more" }],
      specialist: [unsolved],
      carry_out: [{ solved: true, resolution: "given back" }],
    },
    signals: ["ticket_reply", "ticket_reply", "ticket_reply", "ticket_confirmed"],
    decision: { decision: "approve", instruction: "give the money back" },
    stages: `triage${" answer judge".repeat(3)} specialist carry_out tell`,
  },
  {
    template: "support-escalation",
    how: "declined by people",
    input: () => ({ ticket: ticket() }),
    script: {
      triage: [triaged("normal")],
      judge: [{ verdict: "specialist" }],
      specialist: [unsolved],
    },
    signals: ["ticket_reply", "ticket_confirmed"],
    decision: { decision: "reject", comment: "not sold any more" },
    stages: "triage answer judge specialist decline",
  },
  {
    template: "support-escalation",
    how: "critical, and with people at once",
    input: () => ({ ticket: ticket(), severity: "critical" }),
    script: { specialist: [{ solved: true, resolution: "restored" }] },
    signals: ["ticket_confirmed"],
    decision: { decision: "approve", instruction: "restore the backup" },
    stages: "specialist tell",
  },
  {
    template: "support-escalation",
    how: "critical for triage, and not for people",
    input: () => ({ ticket: ticket() }),
    script: { triage: [triaged("critical")], judge: [{ verdict: "solved" }] },
    signals: ["ticket_reply", "ticket_confirmed"],
    decision: { decision: "reject", comment: "one customer only" },
    stages: "triage answer judge",
  },
];

function triaged(severity: string) {
  return { severity, summary: "no mail since noon" };
}
function planned(...ids: readonly string[]) {
  const plan_steps = ids.map((id) => ({ id, goal: `do ${id}`, validation: "npm test: passes" }));
  return { plan_path: "docs/plans/a.md", plan_steps, confidence: 0.7, doubt: "" };
}
function tasks(...ids: readonly string[]) {
  return ids.map((id) => ({ id, goal: `do ${id}`, done_when: "npm test passes" }));
}
function findings(...ids: readonly string[]) {
  return ids.map((id) => ({ id, title: id, attack: "send it twice" }));
}
function candidates(...ids: readonly string[]) {
  return ids.map((id) => ({ id, what: `change ${id}`, expected: "10 %" }));
}
function release({
  accepted,
  healthy,
  scan_clean,
}: {
  readonly accepted: boolean;
  readonly healthy: boolean;
  readonly scan_clean: boolean;
}): Script {
  return {
    candidate: [{ version: "2.4.0-rc.1" }],
    tests: [{ tests_green: true }],
    scan: [{ scan_clean }],
    migration: [{ migration_safe: true }],
    staging: [{ soak_until: inSeconds(0) }],
    acceptance: [{ accepted }],
    observe: [{ healthy }],
  };
}

describe("every template", () => {
  test.each(
    files,
  )("%s is valid without a warning, is named as its file, and describes itself", (file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const read = readDefinitions(text, { knowsAgent: (name) => agents.includes(name) });
    expect(read).toMatchObject({
      type: "definitions",
      definitions: [
        {
          plan: { name: file.replace(".yaml", ""), version: "1.0" },
          description: expect.stringMatching(/\w{4}/),
          warnings: [],
        },
      ],
    });
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\.\/schemas\/workflow\.json\n/);
  });

  test("has a way through it here, two where it chooses or repeats", () => {
    const counts = Object.groupBy(ways, (way) => way.template);
    expect(Object.keys(counts).sort()).toEqual(files.map((file) => file.replace(".yaml", "")));
    for (const [template, each] of Object.entries(counts))
      expect(each?.length, template).toBeGreaterThanOrEqual(2);
  });
});

describe("over stdio", () => {
  let decision: Way["decision"] = {};
  const shared = sharedSession({
    person: () => ({ action: "accept", content: decision ?? {} }),
    // Who runs the tests is one of them, and starts the workflows.
    prepare: (project) =>
      namePeople(project, {
        ada: { users: [self], roles: ["finance", "support"] },
        bob: { roles: ["finance"] },
        cy: { roles: ["finance", "management"] },
      }),
  });

  test.each(ways)("$template runs to its end, $how", async (way) => {
    const { session, project } = shared();
    decision = way.decision;
    tickets++;
    const signals = [...(way.signals ?? [])];
    const comes = async () => {
      const name = signals.shift();
      if (name === undefined) return false;
      const sent = await session.call("send_signal", { name, correlation: ticket() });
      expect(sent.delivered_to).toEqual([started.workflow_id]);
      return true;
    };
    const started = await session.call("start_workflow", {
      template: way.template,
      goal: "Let users sign in with a passkey",
      input: way.input?.() ?? {},
    });
    expect(started.warnings).toEqual([]);
    const { workflow_id } = started;
    const never = () => false;
    const played = await playOn(session, project, workflow_id, way.script, never, comes);
    expect(signals).toEqual([]);
    expect(played.stages.join(" ")).toBe(way.stages);
    expect(played.status).toBe(way.status ?? "completed");
    if (way.atOnce !== undefined) expect(played.atOnce).toBe(way.atOnce);
    for (const [brief, words] of Object.entries(way.told ?? {}))
      expect(played.briefs.get(brief)).toContain(words);
  });
});
