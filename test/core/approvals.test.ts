import { describe, expect, test } from "vitest";
import type { Actor } from "../../src/core/actor.ts";
import { actorOf, type Person } from "../../src/core/person.ts";
import type { ApprovalNode } from "../../src/core/plan/approval-node.ts";
import type { Approval } from "../../src/core/state/approval.ts";
import type { HumanTask, TaskDecision } from "../../src/core/state/human-task.ts";
import { taskText } from "../../src/core/task-text.ts";
import { agent, approval, beside, group, planOf, starts } from "./flow/plan-of.ts";
import { given } from "./spec/given.ts";
import { lived } from "./spec/lived.ts";
import {
  cancel,
  checkpoint,
  claim,
  complete,
  type DecisionWishes,
  decides,
  facts,
  fail,
  fireDue,
  forkOf,
  later,
  pause,
  retryStep,
  rewindTo,
  unpause,
} from "./spec/moves.ts";
import { type Move, newWorld, type World, workflow } from "./spec/world.ts";

const person = (name: string, ...roles: string[]): Person => ({ name, accounts: [name], roles });
const ada = person("ada", "finance");
const bob = person("bob", "finance");
const cy = person("cy");

/** The operator has named these people. */
const people =
  (...known: readonly Person[]): Move =>
  (world) => {
    world.people = known;
    return null;
  };
const human = (name: string): Actor => ({ kind: "human", name });
const says = (decision: TaskDecision, name: string, wishes: DecisionWishes = {}): Move =>
  decides("approval", decision, { by: human(name), ...wishes });

/** Money is prepared by ben, somebody approves, and it is sent. */
const payment = (wishes: Partial<ApprovalNode> = {}): Move =>
  starts(planOf([agent("prepare"), approval("pay", wishes), agent("send")]), {}, "ada");
const prepared: readonly Move[] = [claim("prepare"), complete("prepare")];

const taskOf = (world: World): HumanTask & { readonly approval: Approval } => {
  const [task] = [...workflow(world).tasks.values()]
    .filter((each) => each.approval !== undefined)
    .sort((a, b) => b.openedAt - a.openedAt);
  if (task?.approval === undefined) throw new Error("no approval is asked");
  return { ...task, approval: task.approval };
};
const statusOf = (world: World, node: string) => workflow(world).flow?.nodes.get(node)?.status;
const outputOf = (world: World, node: string) => workflow(world).flow?.nodes.get(node)?.output;

describe("who is asked", () => {
  const asked = (wishes: Partial<ApprovalNode>, ...known: readonly Person[]) =>
    taskOf(given(people(...known), payment(wishes), ...prepared).world).approval.assignees;

  test("the people who are named", () => {
    expect(asked({ assignees: ["cy", "bob"] }, ada, bob, cy)).toEqual(["cy", "bob"]);
  });

  test("of a role as many as must approve, those with the fewest open tasks first", () => {
    const wishes = { role: "finance", quorum: 1 };
    const busy = facts({ asked: new Map([["ada", 3]]) });
    const { world } = given(people(ada, bob, cy), busy, payment(wishes), ...prepared);
    expect(taskOf(world).approval.assignees).toEqual(["bob"]);
    expect(asked({ ...wishes, quorum: 2 }, ada, bob, cy)).toEqual(["ada", "bob"]);
  });

  test("where all have equally much to decide, the first by name", () => {
    expect(asked({ role: "finance" }, bob, ada)).toEqual(["ada"]);
  });

  test("of two approvals that begin at once, each another one of the role", () => {
    const plan = planOf(
      beside(approval("a", { role: "finance" }), approval("b", { role: "finance" })),
    );
    const { world } = given(people(ada, bob), starts(plan));
    const tasks = [...workflow(world).tasks.values()];
    const asked = tasks.map(({ approval: its }) => `${its?.node}: ${its?.assignees.join(", ")}`);
    expect(asked.sort()).toEqual(["a: ada", "b: bob"]);
  });

  test("with four eyes, of a role not the one who started it", () => {
    expect(asked({ role: "finance", fourEyes: true }, ada, bob)).toEqual(["bob"]);
  });

  test("everybody the operator has named, where nobody holds the role or is known by the name", () => {
    expect(asked({ role: "legal" }, ada, cy)).toEqual(["ada", "cy"]);
    expect(asked({ assignees: ["zoe"] }, ada, cy)).toEqual(["ada", "cy"]);
  });

  test("whoever is at the machine, where the operator has named nobody", () => {
    const wishes = { assignees: ["zoe"] };
    expect(asked(wishes)).toEqual([]);
    given(payment(wishes), ...prepared)
      .when(says("approve", "root"))
      .and((_, world) => expect(statusOf(world, "send")).toBe("active"));
  });

  test("the agents whose work it is about are told to those who decide", () => {
    const { world } = given(payment(), ...prepared);
    expect(taskOf(world).approval.requesters).toEqual(["ben"]);
    expect(taskText(workflow(world), taskOf(world))).toContain("Work of: ben");
  });
});

describe("a decision", () => {
  test("of one person lets the plan go on, with what they said", () => {
    given(people(ada), payment(), ...prepared)
      .when(says("approve", "ada", { comment: "fine" }))
      .yieldsTypes(
        "approval_voted",
        "task_decided",
        "node_settled",
        "node_started",
        "handoff_created",
        "step_ready",
        "flow_deadline_moved",
        "workflow_status_changed",
      )
      .and((_, world) =>
        expect(outputOf(world, "pay")).toEqual({
          decision: "approve",
          by: ["ada"],
          form: {},
          comment: "fine",
        }),
      );
  });

  test("needs as many different people as its quorum", () => {
    given(people(ada, bob, cy), payment({ quorum: 2 }), ...prepared)
      .when(says("approve", "ada"))
      .yieldsTypes("approval_voted")
      .when(says("approve", "ada"))
      .refused("conflict", /ada has approved .* already, and counts once: 1 of 2 so far/)
      .when(says("approve", "cy"))
      .and((_, world) => {
        expect(statusOf(world, "pay")).toBe("completed");
        expect(outputOf(world, "pay")).toMatchObject({ by: ["ada", "cy"] });
      });
  });

  test("counts a person once, whatever name their user goes by meanwhile", () => {
    const robert = { kind: "human", name: "bobby", account: "robert" } as const;
    const renamed = { kind: "human", name: "rob", account: "robert" } as const;
    given(payment({ quorum: 2 }), ...prepared)
      .when(says("approve", "", { by: robert }))
      .when(says("approve", "", { by: renamed }))
      .refused("conflict", /counts once/);
  });

  test("to reject ends it at once, even by one who had approved", () => {
    given(people(ada, bob), payment({ quorum: 2 }), ...prepared)
      .when(says("approve", "ada"))
      .when(says("reject", "ada", { comment: "the account is wrong" }))
      .and((state, world) => {
        expect(state.status).toBe("failed");
        expect(state.reason).toContain("ada rejected it: the account is wrong");
        expect(outputOf(world, "pay")).toMatchObject({ decision: "reject", by: ["ada"] });
      });
  });

  test("to reject leads where the plan says, and nowhere else", () => {
    const plan = planOf([
      agent("prepare"),
      approval("pay", { onReject: "explain", outputs: { word: "'blue'" } }),
      agent("send"),
      agent("explain", { after: [] }),
    ]);
    given(starts(plan), ...prepared)
      .when(says("reject", "eve"))
      .and((state, world) => {
        expect(statusOf(world, "send")).toBe("skipped");
        expect(statusOf(world, "explain")).toBe("active");
        expect(state.flow?.values.word).toBe("blue");
      });
  });

  test("to reject is a blocker that on_error can foresee", () => {
    const onError = [{ category: "blocker", match: "too dear", goto: "explain" }] as const;
    const plan = planOf([approval("pay", { onError }), agent("explain", { after: [] })]);
    given(starts(plan))
      .when(says("reject", "eve", { comment: "Too dear" }))
      .and((_, world) => expect(statusOf(world, "explain")).toBe("active"));
  });

  test("is refused to those who are not asked", () => {
    given(people(ada, bob, cy), payment({ assignees: ["ada"] }), ...prepared)
      .when(says("approve", "cy"))
      .refused("forbidden", /is for ada; you are cy/)
      .when(says("reject", "mallory"))
      .refused("forbidden");
  });

  test("is open to one who came to the role later, where too few held it", () => {
    given(people(ada, cy), payment({ role: "finance", quorum: 2 }), ...prepared)
      .when(says("approve", "ada"))
      .when(says("approve", "cy"))
      .refused("forbidden");
    given(
      people(ada, cy),
      payment({ role: "finance", quorum: 2 }),
      ...prepared,
      people(ada, bob, cy),
    )
      .when(says("approve", "bob"))
      .yieldsTypes("approval_voted");
  });

  test("is never an agent's, whatever it is called", () => {
    const agents: readonly Actor[] = [
      { kind: "agent", name: "ada" },
      { kind: "system", name: "baton" },
    ];
    for (const by of agents) {
      given(people(ada), payment(), ...prepared)
        .when(says("approve", "", { by }))
        .refused("forbidden", /no human/);
    }
  });

  test("is refused to who started the workflow only where four eyes are wanted", () => {
    given(people(ada, bob), payment({ assignees: ["ada", "bob"], fourEyes: true }), ...prepared)
      .when(says("approve", "ada"))
      .refused("forbidden", /ada started this workflow/)
      .when(says("approve", "bob"))
      .and((_, world) => expect(statusOf(world, "pay")).toBe("completed"));
    given(people(ada, bob), payment({ assignees: ["ada", "bob"] }), ...prepared)
      .when(says("approve", "ada"))
      .and((_, world) => expect(statusOf(world, "pay")).toBe("completed"));
  });

  test("is not open to a user who merely has the name of a person", () => {
    const ada = { name: "ada", accounts: ["countess"], roles: [] };
    expect(actorOf([ada], "countess")).toEqual({ kind: "human", name: "ada", account: "countess" });
    expect(actorOf([], "ada")).toEqual({ kind: "human", name: "ada" });
    const impostor = actorOf([ada], "ada");
    expect(impostor).toEqual({ kind: "human", name: "user ada", account: "ada" });
    given(people(ada), payment({ assignees: ["ada"] }), ...prepared)
      .when(says("approve", "", { by: impostor }))
      .refused("forbidden", /is for ada; you are user ada/);
  });

  test("knows who started the workflow by their user, too, whatever they are called since", () => {
    const by = { kind: "human", name: "Countess", account: "ada" } as const;
    given(payment({ fourEyes: true }), ...prepared)
      .when(says("approve", "", { by }))
      .refused("forbidden", /four eyes/);
  });

  test("about a text that was not the task's is refused with what it is now", () => {
    const move: Move = (world) => {
      const shown = `${taskText(workflow(world), taskOf(world))}\nand a bonus for everybody`;
      return decides("approval", "approve", { shown })(world);
    };
    given(payment(), ...prepared)
      .when(move)
      .refused("conflict", /has changed since it was shown.*may pay go on\?/s);
  });
});

describe("the form", () => {
  const form = {
    amount: { type: "number", values: null },
    reason: { type: "string", values: ["bill", "refund"] },
    urgent: { type: "boolean", values: null, initial: false },
  } as const;
  const asked = () => given(payment({ form }), ...prepared);

  test("must be filled in with what fits", () => {
    const fill = (answers: DecisionWishes["answers"]) =>
      says("approve", "eve", answers === undefined ? {} : { answers });
    const { when } = asked();
    when(fill({})).refused("invalid_input", /form.amount is missing/);
    when(fill({ amount: "much", reason: "bill" })).refused("invalid_input", /must be number/);
    when(fill({ amount: 5, reason: "gift" })).refused("invalid_input", /one of bill, refund/);
    when(fill({ amount: 5, reason: "bill", more: 1 })).refused("invalid_input", /no field/);
    when(fill({ amount: 5, reason: "bill" })).and((_, world) =>
      expect(outputOf(world, "pay")).toMatchObject({
        form: { amount: 5, reason: "bill", urgent: false },
      }),
    );
  });

  test("is filled in once: whoever approves after that approves the same, and sees it", () => {
    given(payment({ form, quorum: 2 }), ...prepared)
      .when(says("approve", "eve", { answers: { amount: 5, reason: "bill" } }))
      .and((state, world) =>
        expect(taskText(state, taskOf(world))).toContain(
          'Filled in by eve: amount 5, reason "bill"',
        ),
      )
      .when(says("approve", "kim", { answers: { amount: 4000 } }))
      .refused("invalid_input", /filled in by eve as 5: approve the same, or reject/)
      .when(says("approve", "kim"))
      .and((_, world) =>
        expect(outputOf(world, "pay")).toMatchObject({ by: ["eve", "kim"], form: { amount: 5 } }),
      );
  });

  test("need not be filled in to reject", () => {
    asked()
      .when(says("reject", "eve"))
      .and((state, world) => {
        expect(state.status).toBe("failed");
        expect(outputOf(world, "pay")).toMatchObject({
          form: { amount: null, reason: null, urgent: false },
        });
      });
  });

  test("gives its values to expressions", () => {
    const outputs = { x: "steps.pay.output.form.amount" };
    const number = { amount: { type: "integer", values: null } } as const;
    given(payment({ form: number, outputs }), ...prepared)
      .when(says("approve", "eve", { answers: { amount: 7 } }))
      .and((state) => expect(state.flow?.values.x).toBe(7));
  });
});

describe("handing it on", () => {
  const asked = (wishes: Partial<ApprovalNode> = {}) =>
    given(people(ada, bob, cy), payment({ assignees: ["ada"], ...wishes }), ...prepared);

  test("puts another into one's place, and the old text decides nothing any more", () => {
    const outcome = asked();
    const old = taskText(workflow(outcome.world), taskOf(outcome.world));
    outcome
      .when(says("delegate", "ada", { to: "cy", comment: "on leave" }))
      .yields({ type: "task_reassigned", why: "delegated", to: ["cy"], assignees: ["cy"] })
      .when(says("approve", "cy", { shown: old }))
      .refused("conflict", /changed since it was shown/)
      .when(says("approve", "ada"))
      .refused("forbidden", /is for cy/)
      .when(says("approve", "cy"))
      .and((_, world) => expect(statusOf(world, "pay")).toBe("completed"));
  });

  test("is refused to nobody, to oneself, to strangers and to who is asked already", () => {
    const { when } = asked({ assignees: ["ada", "bob"] });
    when(says("delegate", "ada")).refused("invalid_input", /not said to whom/);
    when(says("delegate", "ada", { to: "ada" })).refused("invalid_input", /nobody else/);
    when(says("delegate", "ada", { to: "cu" })).refused("invalid_input", /Did you mean cy/);
    when(says("delegate", "ada", { to: "bob" })).refused("conflict", /asked already/);
  });

  test("is refused to one who has approved", () => {
    asked({ assignees: ["ada", "bob"], quorum: 2 })
      .when(says("approve", "ada"))
      .when(says("delegate", "ada", { to: "cy" }))
      .refused("conflict", /counts once/);
  });

  test("is refused where nobody is named, so that nobody shuts themselves out", () => {
    given(payment(), ...prepared)
      .when(says("delegate", "eve", { to: "kim" }))
      .refused("invalid_input", /add-person/);
  });

  test("does not go to the one who started it, with four eyes", () => {
    asked({ assignees: ["bob"], fourEyes: true })
      .when(says("delegate", "bob", { to: "ada" }))
      .refused("forbidden", /ada started/);
  });
});

describe("time", () => {
  const hour = 3_600_000;
  const wishes = { assignees: ["ada"], dueSeconds: 3600 };
  const escalating = {
    ...wishes,
    escalateTo: { kind: "role", name: "finance" },
  } as const;

  test("asks others as well when it is overdue, once", () => {
    given(people(ada, bob), payment(escalating), ...prepared, later(hour))
      .when(fireDue())
      .yields({ type: "task_reassigned", why: "escalated", to: ["bob"], assignees: ["ada", "bob"] })
      .when(says("approve", "bob"))
      .and((_, world) => expect(statusOf(world, "pay")).toBe("completed"));
    given(people(ada, bob), payment(escalating), ...prepared, later(hour), fireDue(), later(hour))
      .when(fireDue())
      .yieldsTypes();
  });

  test("says so where nobody else can be asked, and leaves it to those who are", () => {
    given(people(ada), payment(escalating), ...prepared, later(hour))
      .when(fireDue())
      .yields({ type: "task_reassigned", to: [], assignees: ["ada"] });
    given(payment(escalating), ...prepared, later(hour))
      .when(fireDue())
      .yields({ type: "task_reassigned", to: [], assignees: [] })
      .when(says("approve", "root"))
      .and((_, world) => expect(statusOf(world, "pay")).toBe("completed"));
  });

  test("with four eyes, asks one as well who may decide", () => {
    const boss = { kind: "role", name: "finance" } as const;
    const terms = { ...wishes, assignees: ["cy"], escalateTo: boss, fourEyes: true };
    given(people(ada, bob, cy), payment(terms), ...prepared, later(hour))
      .when(fireDue())
      .yields({ type: "task_reassigned", to: ["bob"] });
  });

  test("does not stand still while the workflow is paused", () => {
    given(people(ada, bob), payment(escalating), ...prepared, pause(), later(hour))
      .when(fireDue())
      .yields({ type: "task_reassigned", why: "escalated" });
  });

  test("of the workflow stands still while only people are awaited", () => {
    const { world } = given(payment(), ...prepared);
    expect(workflow(world).flow?.deadline).toBeNull();
  });

  test("brings it to mind again and again, each time counted from the last", () => {
    given(payment({ reminderSeconds: 600 }), ...prepared, later(hour))
      .when(fireDue())
      .yields({ type: "task_reminded", reminders: 1 })
      .and((_, world) => expect(taskOf(world).approval.remindAt).toBe(world.at + 600_000));
  });

  test("does nothing more once it is decided", () => {
    const { world } = given(payment({ ...escalating, reminderSeconds: 600 }), ...prepared);
    lived([says("approve", "eve")], world);
    expect([...world.tables.keys()].filter((key) => /overdue|remind/.test(key))).toEqual([]);
  });
});

describe("going back", () => {
  test("keeps what people have decided since the task was opened", () => {
    given(
      people(ada, bob),
      payment({ quorum: 2 }),
      ...prepared,
      checkpoint("asked"),
      says("approve", "ada"),
    )
      .when(rewindTo("asked"))
      .and((_, world) =>
        expect(taskOf(world).approval.votes).toMatchObject([{ by: { name: "ada" } }]),
      )
      .when(says("approve", "ada"))
      .refused("conflict", /counts once/);
  });

  test("does not ask again for what was decided", () => {
    given(payment(), ...prepared, checkpoint("asked"), says("approve", "eve"))
      .when(rewindTo("asked"))
      .and((state, world) => {
        expect(taskOf(world).status).toBe("decided");
        expect(statusOf(world, "send")).toBe("active");
        expect(state.openTasks).toBe(0);
      });
  });

  test("does not take a rejection back", () => {
    given(payment(), ...prepared, checkpoint("asked"), says("reject", "eve"))
      .when(rewindTo("asked"))
      .and((state) => expect(state.status).toBe("failed"));
  });

  test("keeps to whom it was handed on", () => {
    given(
      people(ada, bob),
      payment({ assignees: ["ada"] }),
      ...prepared,
      checkpoint("asked"),
      says("delegate", "ada", { to: "bob" }),
    )
      .when(rewindTo("asked"))
      .and((_, world) => expect(taskOf(world).approval.assignees).toEqual(["bob"]));
  });

  test("to before the work is to ask anew about the work done anew", () => {
    given(
      payment(),
      checkpoint("before"),
      ...prepared,
      says("approve", "eve"),
      rewindTo("before", true),
    )
      .when(claim("prepare"))
      .when(complete("prepare"))
      .and((_, world) =>
        expect(taskOf(world)).toMatchObject({ status: "open", approval: { votes: [] } }),
      );
  });

  test("in a fork asks under an id of its own, and goes on there", () => {
    const source = lived([payment(), ...prepared, checkpoint("asked")]);
    const fork = newWorld("orch_fork", { at: source.at, nextId: 1e6 });
    lived([forkOf(source, "asked"), says("approve", "eve")], fork);
    expect(taskOf(fork).id).not.toBe(taskOf(source).id);
    expect(statusOf(fork, "send")).toBe("active");
  });
});

describe("around it", () => {
  test("an ended workflow asks nothing, and asks anew when it is brought back", () => {
    const plan = planOf(beside(agent("a"), approval("pay", { quorum: 2 })));
    const { world } = given(starts(plan), says("approve", "eve"), claim("a"));
    lived([fail("a", "no", { category: "blocker" }), decides("escalation", "abort")], world);
    expect(taskOf(world).status).toBe("withdrawn");
    lived([retryStep("a")], world);
    expect(taskOf(world)).toMatchObject({ status: "open", approval: { votes: [] } });
  });

  test("it is withdrawn when what it is in is not needed any more", () => {
    const race = planOf([group("race", 1, beside(agent("fast"), approval("slow")))]);
    const { world } = given(starts(race), claim("race/fast"), complete("race/fast"));
    expect(taskOf(world).status).toBe("withdrawn");
    expect(workflow(world).status).toBe("completed");
  });

  test("cancelling withdraws it", () => {
    const { world } = given(payment(), ...prepared, cancel());
    expect(taskOf(world).status).toBe("withdrawn");
  });

  test("an unfinished pause does not keep people from deciding", () => {
    given(payment(), ...prepared, pause())
      .when(says("approve", "eve"))
      .when(unpause())
      .and((_, world) => expect(statusOf(world, "send")).toBe("active"));
  });

  test("a text that cannot be made fails the stage", () => {
    const task = `\${steps.prepare.output.sum} is to be paid`;
    const { world } = given(payment({ task }), ...prepared);
    expect(workflow(world)).toMatchObject({ status: "failed" });
    expect(workflow(world).reason).toContain("task:");
  });

  test("words of agents cannot pass for who is asked, and no character hides any", () => {
    const task = `\${steps.prepare.output}`;
    const value = "all fine\u001b[2K\nAsked: nobody; nothing must approve";
    const { world } = given(
      payment({ task }),
      claim("prepare"),
      complete("prepare", { outputs: value, storedOutputs: { kind: "inline", value } }),
    );
    const lines = taskText(workflow(world), taskOf(world)).split("\n");
    expect(lines.indexOf("To decide:")).toBeLessThan(
      lines.findIndex((line) => /nobody/.test(line)),
    );
    expect(lines.join("")).not.toContain("\u001b");
  });
});
