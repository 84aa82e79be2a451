import { existsSync } from "node:fs";
import { OutsideFault } from "../core/port/outside-fault.ts";
import type { Engine } from "../engine/engine.ts";
import { isEncrypted } from "../server/audit/change-key.ts";
import { faultText } from "../server/audit/verify-record.ts";
import { findProject } from "../server/project/find-project.ts";
import { type Io, usageError } from "./io.ts";
import { dbOption, misuse, readOptions, surroundingsOf } from "./options.ts";
import { withEngine } from "./with-engine.ts";

const usage =
  "baton doctor [--rebuild [--repair]] [--db FILE], or baton doctor --torture [--seconds N] [--json]";

/** `baton doctor`: says what is sound and what is not; exits with 1 when something is not. */
export const doctorCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const read = readOptions(argv, io, usage, {
    ...dbOption,
    rebuild: { type: "boolean" },
    repair: { type: "boolean" },
    torture: { type: "boolean" },
    seconds: { type: "string", default: "25" },
    json: { type: "boolean", default: false },
  });
  if (read === null) return usageError;
  const { db, rebuild = false, repair = false, json } = read.values;
  if (read.values.torture) {
    const seconds = Number(read.values.seconds);
    if (!(seconds >= 1 && seconds <= 3600))
      return misuse(io, "--seconds takes a number from 1 to 3600.", usage);
    const { tortureCommand } = await import("./doctor/torture/command.ts");
    return tortureCommand(io, { db, json, seconds });
  }
  if (json) return misuse(io, "--json goes with --torture.", usage);
  const report = reporter(io);
  report(true, "runtime", `Node ${process.versions.node}, Node-API ${process.versions.napi}`);
  const project = findProject(surroundingsOf(io, db));
  const { databasePath, problem } = project;
  const encrypted = isEncrypted(project);
  if (problem !== null) report(false, "project", problem);
  const code = await withEngine(io, db, async (engine) => {
    checkAgents(engine, report);
    if (!existsSync(databasePath)) {
      report(true, "database", `none yet; it will be ${databasePath}`);
      return 0;
    }
    await checkDatabase(
      engine,
      report,
      `${databasePath} is sound${encrypted ? ", and encrypted" : ""}`,
    );
    if (rebuild || repair) await check("rows", report, () => checkRows(engine, report, repair));
    return 0;
  });
  return code !== 0 || report.faults() > 0 ? 1 : 0;
};

interface Reporter {
  (sound: boolean, what: string, text: string): void;
  faults(): number;
}

const reporter = (io: Io): Reporter => {
  let faults = 0;
  const report = (sound: boolean, what: string, text: string): void => {
    if (!sound) faults++;
    io.stdout(`${sound ? "ok  " : "BAD "} ${what.padEnd(10)} ${text}\n`);
  };
  return Object.assign(report, { faults: () => faults });
};

const checkAgents = (engine: Engine, report: Reporter): void => {
  const { agents } = engine.ports;
  const diagnostics = agents.diagnostics();
  const unusable = diagnostics.filter((each) => each.mended === null);
  report(
    unusable.length === 0,
    "agents",
    `${agents.all().length} agents, ${diagnostics.length} remarks`,
  );
  for (const { path, what, mended } of diagnostics.slice(0, 20)) {
    report(true, "", `${path}: ${what}${mended === null ? "" : ` (${mended})`}`);
  }
};

const checkDatabase = async (engine: Engine, report: Reporter, sound: string): Promise<void> => {
  const { store } = engine.ports;
  await check("database", report, async () => {
    const damage = await store.integrity();
    const none = damage.length === 0;
    report(none, "database", none ? sound : damage.slice(0, 5).join("; "));
  });
  await check("chain", report, async () => {
    const chain = await store.verify();
    const anchors = chain.anchored === chain.streams ? "all" : String(chain.anchored);
    report(
      chain.faults.length === 0,
      "chain",
      chain.faults.length === 0
        ? `hash chain verified: ${chain.events} events in ${chain.streams} streams, ${anchors} anchored outside the database`
        : chain.faults.slice(0, 5).map(faultText).join("; "),
    );
  });
};

/** A check that cannot be made, because what it reads is damaged, has found something, and the next one is made all the same. */
const check = async (what: string, report: Reporter, make: () => Promise<void>): Promise<void> => {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof OutsideFault)) throw error;
    report(false, what, `${error.message} ${error.fix}`);
  }
};

const checkRows = async (engine: Engine, report: Reporter, repair: boolean): Promise<void> => {
  const { rows, differences } = await engine.ports.store.rebuild({ repair });
  const none = differences.length === 0;
  report(
    none || repair,
    "rows",
    none
      ? `${rows} derived rows are as the events say`
      : `${repair ? "repaired" : "differ (add --repair to mend)"}: ${differences.join("; ")}`,
  );
};
