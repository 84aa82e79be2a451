import {
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { newLedger } from "../../../src/cli/doctor/torture/ledger.ts";
import { workOn } from "../../../src/cli/doctor/torture/workload.ts";
import { baton } from "../../e2e/command-line.ts";
import { contentOf } from "../content-of.ts";
import type { Random } from "../random.ts";
import type { Scenario, Stage } from "../scenario.ts";

const pageSize = 2048;
const damages = 20;

/** Single pages of a database are damaged, each in a copy of its own: doctor must find what matters, a server must name it. */
export const corruption: Scenario = {
  name: "corruption",
  about: "damaged pages: doctor finds them, a server names them",
  play: async (stage) => {
    const { folder, project, random, name, report, serve } = stage;
    const path = join(folder, "sound", "baton.db");
    project.env.BATON_DB = path;
    const session = await serve();
    const ledger = newLedger(name);
    await workOn(session, ledger, name, 12);
    await session.close();
    report.count(ledger);
    const sound = contentOf(path);
    let found = 0;
    for (let i = 0; i < damages; i++) {
      const place = join(folder, `damaged-${i}`);
      mkdirSync(place);
      const copy = join(place, "baton.db");
      cpSync(path, copy);
      const how = damage(copy, random);
      project.env.BATON_DB = copy;
      const { code, stdout, stderr } = await baton(project, ["doctor", "--rebuild"]);
      if (code === 0) report.check(contentOf(copy) === sound, `doctor finds nothing in ${how}`);
      else found += 1;
      report.check(code === 0 || stdout.includes("BAD "), `${how}: doctor says: ${stdout}`);
      report.check(!stderr.includes("met a defect"), `${how}: doctor says: ${stderr}`);
      await meet(stage, how);
      rmSync(place, { recursive: true });
    }
    report.check(found > damages / 4, `doctor found ${found} of ${damages}`);
  },
};

/** Damages one page as disks and hands do: noise, zeros, a part of it, or one bit. */
const damage = (path: string, random: Random): string => {
  const pages = statSync(path).size / pageSize;
  const page = random.between(0, pages);
  const old = readFileSync(path).subarray(page * pageSize, (page + 1) * pageSize);
  const fresh = Buffer.from(old);
  const way = random.between(0, 4);
  const from = random.between(0, pageSize);
  if (way === 0) for (let i = 0; i < pageSize; i++) fresh[i] = random.between(0, 256);
  if (way === 1) fresh.fill(0);
  if (way === 2)
    for (let i = from; i < Math.min(pageSize, from + 64); i++) fresh[i] = random.between(0, 256);
  if (way === 3) fresh[from] = (fresh[from] ?? 0) ^ (1 << random.between(0, 8));
  const file = openSync(path, "r+");
  writeSync(file, fresh, 0, pageSize, page * pageSize);
  closeSync(file);
  return `page ${page} of ${pages}: ${["noise", "zeros", `64 bytes from ${from}`, `a bit of byte ${from}`][way]}`;
};

/** Asks a server for all sorts of things; each is answered, or refused in clear words. */
const meet = async ({ report, serve }: Stage, how: string): Promise<void> => {
  const session = await serve();
  for (const [name, args] of [
    ["status", {}],
    ["resume", {}],
    ["get_memory", { query: "large" }],
    ["set_memory", { key: "new", value: 1 }],
    ["list_agents", {}],
    ["execute_handoff", {}],
  ] as const) {
    const { isError, structuredContent } = await session.tryCall(name, args);
    if (isError !== true) continue;
    const { message } = structuredContent;
    report.check(
      !message.includes("met a defect"),
      `${how}: ${name} says: ${message} ${session.stderr()}`,
    );
    report.said(structuredContent);
  }
  report.check((await session.close()) === 0, `${how}: the server does not end well`);
};
