import type { Proof } from "./act-review.ts";
import { batonProgram } from "./scratch.ts";
import type { Show } from "./show.ts";

/** Sums up, and says how to use Baton from here. */
export const printEpilogue = ({ timeline, refused, recovered }: Show, proof: Proof): void => {
  timeline.heading("Refused");
  for (const [step, what] of refused) timeline.row(step, what);
  timeline.heading("Recovered");
  for (const [step, what] of recovered) timeline.row(step, what);
  timeline.heading("Verified");
  timeline.row("tests", proof.tests);
  timeline.row("history", proof.chain);
  timeline.heading("Add Baton to Claude Code");
  timeline.line("  claude mcp add baton -- npx -y baton-mcp");
  timeline.line(`  claude mcp add baton -- node ${quoted(batonProgram)}   (this copy)`);
  timeline.heading("Then paste");
  timeline.line(
    "  Use baton to hand the next open issue of this project to alex-ba for requirements, then to\n" +
      "  marcus-backend for code, maria-qa for tests and sarah-pm for review, and run the handoffs.",
  );
};

const quoted = (path: string): string => (/\s/.test(path) ? `"${path}"` : path);
