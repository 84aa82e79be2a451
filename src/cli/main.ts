import { type Io, processIo, usageError } from "./io.ts";
import { quitOnClosedPipe } from "./quit-on-closed-pipe.ts";

/** A command: gets what follows its name, returns the exit code. */
type Command = (argv: readonly string[], io: Io) => Promise<number>;

/** Every command with its line of help; loaded only when it runs. */
const commands: Readonly<Record<string, readonly [help: string, load: () => Promise<Command>]>> = {
  serve: [
    "serve MCP on stdin and stdout (the default)",
    async () => (await import("./serve.ts")).serveCommand,
  ],
  status: [
    "where work stands [WORKFLOW] [--watch]",
    async () => (await import("./status.ts")).statusCommand,
  ],
  tasks: ["what humans are asked [--mine]", async () => (await import("./tasks.ts")).tasksCommand],
  answer: [
    "decide a task: answer TASK (in a terminal)",
    async () => (await import("./answer.ts")).answerCommand,
  ],
  signals: [
    "the signals nobody has taken; signals discard [SIGNAL...]",
    async () => (await import("./signals.ts")).signalsCommand,
  ],
  failures: [
    "the steps that stay failed; failures retry [WORKFLOW...]",
    async () => (await import("./failures.ts")).failuresCommand,
  ],
  triggers: [
    "what starts by itself: triggers; triggers arm FILE|TEMPLATE; triggers disarm NAME",
    async () => (await import("./triggers.ts")).triggersCommand,
  ],
  approve: [
    "approve a task: approve TASK (in a terminal)",
    async () => (await import("./answer.ts")).approveCommand,
  ],
  reject: [
    "reject a task: reject TASK (in a terminal)",
    async () => (await import("./answer.ts")).rejectCommand,
  ],
  agents: [
    "list agents; agents check FILE...; agents new NAME; agents reset NAME",
    async () => (await import("./agents.ts")).agentsCommand,
  ],
  brain: [
    "what was done and learned: brain search TEXT; sessions; end SESSION; export; import FILE",
    async () => (await import("./brain.ts")).brainCommand,
  ],
  config: [
    "show or edit the operator's checks, limits and people",
    async () => (await import("./config.ts")).config,
  ],
  call: [
    "call a tool: call TOOL '{json}' (- reads stdin)",
    async () => (await import("./call.ts")).callCommand,
  ],
  init: [
    "add server, hooks and permission to this project [--dry-run] [--yes]",
    async () => (await import("./init.ts")).initCommand,
  ],
  doctor: [
    "check runtime, database, hash chains and agents [--rebuild]; try the disk [--torture]",
    async () => (await import("./doctor.ts")).doctorCommand,
  ],
  validate: [
    "check workflows and handoff contracts: validate FILE... [--json]",
    async () => (await import("./validate.ts")).validateCommand,
  ],
  graph: [
    "draw the workflows of a file as Mermaid: graph FILE",
    async () => (await import("./graph.ts")).graphCommand,
  ],
  versions: [
    "the kept versions of a workflow: versions NAME [--use VERSION|newest]",
    async () => (await import("./versions.ts")).versionsCommand,
  ],
  diff: [
    "what differs between two plans: diff FILE|NAME[@VERSION]|WORKFLOW ... [--json]",
    async () => (await import("./diff.ts")).diffCommand,
  ],
  run: [
    "start a workflow and follow it: run FILE|TEMPLATE [--goal TEXT] [--input '{json}']",
    async () => (await import("./run.ts")).runCommand,
  ],
  recover: [
    "what stopped, why, and the safe way on [WORKFLOW]",
    async () => (await import("./recover.ts")).recoverCommand,
  ],
  control: [
    "steer workflows, or undo them: control ACTION [WORKFLOW...] [--dry-run]",
    async () => (await import("./control.ts")).controlCommand,
  ],
  rewind: [
    "return a workflow to a checkpoint or event: rewind POINT [--compensate]",
    async () => (await import("./rewind.ts")).rewindCommand,
  ],
  audit: [
    "is the record whole? audit verify|seal|export|map|accept",
    async () => (await import("./audit.ts")).auditCommand,
  ],
  replay: [
    "what happened, or how things stood: replay WORKFLOW [--at VERSION]",
    async () => (await import("./replay.ts")).replayCommand,
  ],
  backup: [
    "copy the database while work goes on: backup FILE",
    async () => (await import("./backup.ts")).backupCommand,
  ],
  restore: [
    "put a backup in place of a lost database: restore FILE",
    async () => (await import("./restore.ts")).restoreCommand,
  ],
  encrypt: [
    "encrypt the database with the key that is set",
    async () => (await import("./change-key.ts")).encryptCommand,
  ],
  decrypt: [
    "write the encrypted database in the clear",
    async () => (await import("./change-key.ts")).decryptCommand,
  ],
  rekey: [
    "give the encrypted database the key of BATON_NEW_KEY",
    async () => (await import("./change-key.ts")).rekeyCommand,
  ],
  demo: [
    "watch Baton carry a feature through five agents [--keep]",
    async () => (await import("./demo.ts")).demoCommand,
  ],
};

/** Runs one command line; returns the exit code. */
export const main = async (argv: readonly string[], io: Io = processIo()): Promise<number> => {
  const [name = "serve", ...rest] = argv;
  if (name === "--help" || name === "-h" || name === "help") {
    io.stdout(help());
    return 0;
  }
  if (name === "--version" || name === "-v") {
    const { packageVersion } = await import("../server/package-info.ts");
    io.stdout(`${packageVersion()}\n`);
    return 0;
  }
  // `baton --db FILE` serves, as a client's configuration would write it.
  const [command, args] = name.startsWith("-") ? ["serve", argv] : [name, rest];
  const entry = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (entry === undefined) {
    const { nearest } = await import("../core/nearest.ts");
    const [near] = nearest(command, Object.keys(commands), 1);
    io.stderr(
      `baton: there is no command ${command}.${near === undefined ? "" : ` Did you mean ${near}?`}\n\n${help()}`,
    );
    return usageError;
  }
  if (args.includes("--help") || args.includes("-h")) {
    io.stdout(`baton ${command}: ${entry[0]}\n`);
    return 0;
  }
  // The server has its own way to end when its client is gone.
  if (command !== "serve") quitOnClosedPipe();
  const run = await entry[1]();
  return run(args, io);
};

const help = (): string => {
  const lines = Object.entries(commands).map(([name, [text]]) => `  ${name.padEnd(8)} ${text}`);
  return `Usage: baton [COMMAND] [--db FILE]\n\n${lines.join("\n")}\n\nThe database is .baton/baton.db of the repository, or where --db or BATON_DB says.\n`;
};
