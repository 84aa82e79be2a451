import { newLedger } from "../../../src/cli/doctor/torture/ledger.ts";
import { workOn } from "../../../src/cli/doctor/torture/workload.ts";
import { claim, completion, create } from "../../e2e/moves.ts";
import { checkAfterwards } from "../afterwards.ts";
import type { Scenario } from "../scenario.ts";

/** The shortest lease there is, and a little more. */
const leaseSeconds = 10;
const beyondLeaseMs = 11_500;

/**
 * A server that holds two claims is stopped for longer than their leases. Another one takes one of them over; woken up, the
 * first one is too late with that and in time with the other, as the rules of leases say.
 */
export const stop: Scenario = {
  name: "stop",
  about: "SIGSTOP past the lease; another server takes over",
  play: async (stage) => {
    const { name, report, serve } = stage;
    const holder = await serve();
    const rival = await serve();
    const ledger = newLedger(name);
    await workOn(holder, ledger, `${name}-before`, 1);
    const lease = { lease_seconds: leaseSeconds };
    const taken = await claim(holder, await create(holder), lease);
    const kept = await claim(holder, await create(holder), lease);
    holder.process.kill("SIGSTOP");
    const asked = holder.tryCall("set_memory", { key: `${name}-asleep`, value: 1 });
    const early = await rival.tryCall("execute_handoff", { handoff_id: taken.handoff_id });
    report.check(
      early.structuredContent.code === "already_claimed",
      `a claim under its lease is given away: ${JSON.stringify(early.structuredContent)}`,
    );
    await new Promise((resolve) => setTimeout(resolve, beyondLeaseMs));
    const again = await claim(rival, taken);
    report.check(again.attempt === 2, `the rival's claim is attempt ${again.attempt}`);
    holder.process.kill("SIGCONT");
    report.check((await asked).isError !== true, "what was asked meanwhile is not done");
    const late = await holder.tryCall("complete_handoff", completion(taken));
    report.check(
      late.structuredContent.code === "stale_lease",
      `a late report counts: ${JSON.stringify(late.structuredContent)}`,
    );
    report.said(late.structuredContent);
    const inTime = await holder.tryCall("complete_handoff", completion(kept));
    report.check(inTime.isError !== true, "a report that nobody has outrun is refused");
    const done = await rival.tryCall("complete_handoff", completion(again));
    report.check(done.isError !== true, "who took over cannot complete");
    await workOn(holder, ledger, `${name}-after`, 1);
    await Promise.all([holder.close(), rival.close()]);
    await checkAfterwards(stage, ledger);
  },
};
