import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claim, create, doWork } from "../e2e/moves.ts";
import { projectIn } from "../e2e/project-in.ts";
import { validArguments } from "../e2e/valid-arguments.ts";
import { type VirtualBaton, virtualBaton } from "../e2e/virtual-baton.ts";

/** After so many inputs all begins anew, so that what earlier ones left behind stays small. */
const inputsPerWorld = 200;

/** What ids stand for in an input, since they are known only when it is tried. */
export const placeholders = {
  workflow_id: "@workflow",
  handoff_id: "@handoff",
  lease_token: "@lease",
  task_id: "@task",
  checkpoint_id: "@checkpoint",
};

/** Valid arguments of every tool, with placeholders for ids. */
export const exampleArguments = validArguments(placeholders);

/** The product with some work in it. */
export interface World {
  readonly virtual: VirtualBaton;
  /** Puts ids in the place of their placeholders. */
  filled(text: string): string;
}

/** Worlds for inputs, each used for some of them. */
export const openWorlds = (): { next(): Promise<World>; close(): void } => {
  const folder = mkdtempSync(join(tmpdir(), "baton-fuzz-"));
  const project = projectIn(folder);
  project.write("src/a.ts", "1");
  let world: World | null = null;
  let left = 0;
  const build = async (): Promise<World> => {
    const virtual = await virtualBaton(project, { person: () => ({ action: "decline" }) });
    const questions = ["Which database?"];
    const asking = { status: "needs_input", questions };
    const asked = await doWork(virtual, await create(virtual), asking);
    const { workflow_id, ...handoff } = await create(virtual, { to_agent: "builder" });
    const { checkpoint_id } = await virtual.call("checkpoint", { workflow_id, name: "start" });
    const { lease_token } = await claim(virtual, handoff);
    const ids = { ...handoff, workflow_id, lease_token, checkpoint_id, task_id: asked.task_id };
    const known = Object.entries(placeholders).map(([name, stands]) => [
      stands,
      String(Reflect.get(ids, name)),
    ]);
    return {
      virtual,
      filled: (text) =>
        known.reduce((all, [stands = "", id = ""]) => all.replaceAll(stands, id), text),
    };
  };
  return {
    next: async () => {
      if (world === null || left === 0) {
        world = await build();
        left = inputsPerWorld;
      }
      left--;
      return world;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
};
