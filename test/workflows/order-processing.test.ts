import { describe, expect, test } from "vitest";
import type { Person, Session } from "../e2e/client.ts";
import { baton } from "../e2e/command-line.ts";
import type { Content } from "../e2e/content.ts";
import { claim, fail, finish } from "../e2e/moves.ts";
import { scratchProject } from "../e2e/scratch-project.ts";
import { openSession } from "../e2e/session.ts";
import { openShop } from "./shop.ts";

const outputs: Readonly<Record<string, object>> = {
  check_order: { order_valid: true, reasons: [], total: "129.00 EUR" },
  reserve_stock: { reservation_id: "r-1" },
  book_shipment: { shipment_id: "s-1" },
  take_payment: { payment_id: "p-1" },
};
const criteria = ["C1", "C2"].map((criterion) => ({ criterion, met: true, evidence: "looked" }));

const scene = async (person?: Person) => {
  const project = scratchProject();
  const shop = openShop(project.root);
  const session = await openSession(project, person === undefined ? {} : { person });
  const { workflow_id } = await session.call("start_workflow", {
    template: "order-processing",
    input: { order: "A-17" },
  });
  const status = (through: Session = session) => through.call("status", { workflow_id });
  /** The only handoff that is ready, which must be for this step. */
  const ready = async (step: string, through: Session = session): Promise<Content> => {
    const { ready: entries } = await status(through);
    expect(entries.map((entry) => entry.step)).toEqual([step]);
    const [entry] = entries;
    if (entry === undefined) throw new Error("nothing is ready");
    return claim(through, entry);
  };
  const carryOut = async (step: string, through: Session = session): Promise<Content> => {
    const claimed = await ready(step, through);
    shop.work(step, workflow_id);
    return finish(through, claimed, { criteria, outputs: outputs[step] ?? {} });
  };
  const timeline = async (through: Session = session) => {
    const { timeline: lines } = await through.call("status", {
      workflow_id,
      view: "timeline",
      limit: 100,
    });
    return JSON.stringify(lines);
  };
  return { project, shop, session, workflow_id, status, ready, carryOut, timeline };
};

test("a payment that fails undoes shipment and stock in reverse, over failures and a killed server", async () => {
  const { project, shop, session, workflow_id, status, ready, carryOut, timeline } = await scene();
  const before = shop.look();
  for (const step of ["check_order", "reserve_stock", "book_shipment"]) await carryOut(step);
  expect(shop.look()).not.toEqual(before);
  await fail(session, await ready("take_payment"), {
    category: "blocker",
    message: "Card declined",
  });
  expect(await status()).toMatchObject({
    status: "compensating",
    compensation: {
      to_undo: ["book_shipment", "reserve_stock"],
      undone: [],
      stays: ["check_order"],
    },
  });

  // The carrier refuses twice; the third time it lets go.
  for (const message of ["the booking is locked", "the request lacks a field"]) {
    const error = { category: "code_error", message };
    const { recovery } = await fail(session, await ready("undo:book_shipment"), error);
    expect(recovery).toMatchObject({ decision: "retry" });
  }
  const claimed = await ready("undo:book_shipment");
  expect(claimed.brief).toContain("Cancel the shipment booked for order A-17");
  expect(claimed.brief).toContain('{"shipment_id":"s-1"}');
  expect(claimed.brief).toContain("the request lacks a field");
  shop.work("undo:book_shipment", workflow_id);
  await finish(session, claimed, { criteria });

  // The server dies while the stock is being released: it is released, and nobody has reported it.
  await ready("undo:reserve_stock");
  shop.work("undo:reserve_stock", workflow_id);
  await session.kill("SIGKILL");

  const next = await openSession(project);
  await next.call("resume", { workflow_id });
  await carryOut("undo:reserve_stock", next);
  expect(await status(next)).toMatchObject({
    status: "failed",
    reason: "take_payment failed: Card declined",
    ready: [],
    active: [],
    compensation: { undone: ["book_shipment", "reserve_stock"], left: [], stays: ["check_order"] },
  });
  expect(shop.look()).toEqual(before);
  const told = await timeline(next);
  expect(told).toContain("undone: book_shipment, reserve_stock; 0 at work, 0 queued");
  // Each was undone once, the later one first.
  expect(told.match(/undo:\w+ undid \w+/g)?.sort()).toEqual([
    "undo:book_shipment undid book_shipment",
    "undo:reserve_stock undid reserve_stock",
  ]);
  const doctor = await baton(project, ["doctor", "--rebuild"]);
  expect(doctor).toMatchObject({ code: 0 });
  const recovered = await baton(project, ["recover", workflow_id]);
  expect(recovered.stdout).toContain("Way on: Its work was undone.");
  expect(
    await next.refused("control_workflow", {
      workflow_id,
      action: "retry_step",
      step: "take_payment",
      reason: "another card",
    }),
  ).toMatchObject({ code: "conflict" });
});

test("a checkpoint at which undone work counts as done is none to go back to, nor to fork", async () => {
  const { session, workflow_id, ready, carryOut, status } = await scene();
  for (const step of ["check_order", "reserve_stock"]) await carryOut(step);
  const blocker = { category: "blocker", message: "No carrier" };
  await fail(session, await ready("book_shipment"), blocker);
  await carryOut("undo:reserve_stock");
  const { checkpoints } = await session.call("status", { workflow_id, view: "checkpoints" });
  const idOf = (name: string) => checkpoints.find((each) => each.name === name)?.checkpoint_id;
  const checkpoint_id = idOf("after reserve_stock");
  for (const way of [{ rewind: true }, { fork: true }]) {
    expect(await session.refused("resume", { checkpoint_id, ...way })).toMatchObject({
      code: "conflict",
      details: { undone: ["reserve_stock"] },
    });
  }
  await session.call("resume", { checkpoint_id: idOf("after check_order"), rewind: true });
  expect(await status()).toMatchObject({ status: "running", ready: [{ step: "reserve_stock" }] });
});

test("a compensation nobody can do is a dead letter that a human decides about", async () => {
  const { session, workflow_id, ready, carryOut, status } = await scene(() => ({
    action: "accept",
    content: { decision: "skip", comment: "the parcel is on its way" },
  }));
  for (const step of ["check_order", "reserve_stock", "book_shipment"]) await carryOut(step);
  await fail(session, await ready("take_payment"), { category: "blocker", message: "Declined" });
  const { task_id } = await fail(session, await ready("undo:book_shipment"), {
    category: "blocker",
    message: "The parcel has left",
  });
  expect(await session.call("status", { workflow_id, view: "failures" })).toMatchObject({
    status: "compensating",
    dead_letters: [{ step: "take_payment" }, { step: "undo:book_shipment" }],
    next: "A human is asked about undo:book_shipment: see status with view tasks.",
  });
  await session.call("decide_task", { task_id });
  await carryOut("undo:reserve_stock");
  expect(await status()).toMatchObject({
    status: "failed",
    reason: "take_payment failed: Declined; not undone: book_shipment",
    compensation: { undone: ["reserve_stock"], left: ["book_shipment"], stays: ["check_order"] },
  });
});

test("an agent that dies with the money in hand has it paid back", async () => {
  const { project, shop, session, workflow_id, ready, carryOut } = await scene();
  const before = shop.look();
  for (const step of ["check_order", "reserve_stock", "book_shipment"]) await carryOut(step);
  await ready("take_payment");
  shop.work("take_payment", workflow_id);
  await session.kill("SIGKILL");
  const next = await openSession(project);
  await next.call("resume", { workflow_id });
  const { status } = await next.call("control_workflow", {
    workflow_id,
    action: "cancel",
    reason: "the customer gave up",
  });
  expect(status).toBe("compensating");
  for (const step of ["take_payment", "book_shipment", "reserve_stock"])
    await carryOut(`undo:${step}`, next);
  expect(await next.call("status", { workflow_id })).toMatchObject({
    status: "cancelled",
    reason: "cancelled: the customer gave up",
  });
  expect(shop.look()).toEqual(before);
});

describe("undoing an order that is through", () => {
  const steps = ["check_order", "reserve_stock", "book_shipment", "take_payment", "confirm"];

  test("asks the human, who sees what is undone and what stays, and does nothing without a yes", async () => {
    const seen: string[] = [];
    let yes = false;
    const { session, workflow_id, carryOut, status } = await scene((form) => {
      seen.push(form.message);
      return { action: "accept", content: { undo: yes } };
    });
    for (const step of steps) await carryOut(step);
    const request = { workflow_id, action: "compensate", reason: "sent back" };
    expect(await session.refused("control_workflow", request)).toMatchObject({
      code: "forbidden",
      details: { undo: steps.slice(1).toReversed(), stays: ["check_order"] },
    });
    expect(await status()).toMatchObject({ status: "completed" });
    expect(seen[0]).toContain("1. confirm: undone by sarah-pm");
    expect(seen[0]).toContain("Cannot be undone and stays: check_order.");
    yes = true;
    const done = await session.call("control_workflow", {
      ...request,
      step: "take_payment",
      idempotency_key: "k",
    });
    expect(done).toMatchObject({ status: "compensating" });
    expect(done.effects).toEqual(expect.arrayContaining(["undo:confirm: created for sarah-pm"]));
    await carryOut("undo:confirm");
    // Repeated, it is the same call: nothing is asked, and nothing undone again.
    expect(
      await session.call("control_workflow", {
        ...request,
        step: "take_payment",
        idempotency_key: "k",
      }),
    ).toMatchObject({ replayed: true });
    expect(seen).toHaveLength(2);
    await carryOut("undo:take_payment");
    expect(await status()).toMatchObject({
      status: "cancelled",
      compensation: { undone: ["confirm", "take_payment"] },
    });
  });

  test("is not for an agent to do alone", async () => {
    const { session, workflow_id, carryOut, status } = await scene();
    for (const step of steps) await carryOut(step);
    const refusal = await session.refused("control_workflow", {
      workflow_id,
      action: "compensate",
      reason: "sent back",
    });
    expect(refusal).toMatchObject({ code: "forbidden" });
    expect(refusal.fix).toContain(`control compensate ${workflow_id}`);
    expect(await status()).toMatchObject({ status: "completed" });
  });
});
