import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Session, startSession } from "../e2e/client.ts";
import { projectIn } from "../e2e/project-in.ts";
import { seeded } from "./random.ts";
import { type Findings, newReport, type Scenario, type Stage } from "./scenario.ts";

/** Plays one round of a scenario in a folder of its own, which goes when nothing was wrong. */
export const play = async (
  scenario: Scenario,
  base: string,
  { seed, round }: { readonly seed: number; readonly round: number },
): Promise<Findings> => {
  const folder = join(base, `${scenario.name}-${round}`);
  mkdirSync(folder, { recursive: true });
  // For scenarios with another user than this one.
  chmodSync(base, 0o755);
  const report = newReport();
  const name = `${scenario.name}-s${seed}-r${round}`;
  const project = projectIn(folder);
  const sessions: Session[] = [];
  const serve: Stage["serve"] = async (options) => {
    // Whoever asks for all that was written asks more often than agents may.
    const env = { BATON_CALLS_PER_SECOND: "1000000", ...options?.env };
    const session = await startSession(project, { ...options, env });
    sessions.push(session);
    return session;
  };
  try {
    const random = seeded(seed * 1_000 + round);
    await scenario.play({ folder, project, random, name, report, serve });
  } catch (error) {
    report.faults([error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  } finally {
    await Promise.all(sessions.map((session) => session.kill()));
  }
  const findings = report.findings();
  if (findings.faults.length === 0) rmSync(folder, { recursive: true, force: true });
  return findings;
};
