import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Launch } from "./rpc.ts";

/** The servers that are compared: the bare one, Baton on an empty database, and Baton on a large one. */
const contestants = ["bare", "empty", "full"] as const;
/** One of them. */
export type Contestant = (typeof contestants)[number];

/** How each of them is started. */
export type Launches = Readonly<Record<Contestant, Launch>>;

/** The contestants in the order of a round; six rounds have all six orders, since what ran just before shows. */
export const orderOf = (round: number): readonly Contestant[] => {
  const turn = Math.abs(round) % 6;
  const rotated = [...contestants.slice(turn % 3), ...contestants.slice(0, turn % 3)];
  return turn < 3 ? rotated : rotated.reverse();
};

/** The file an agent of the bench delivers. */
export const deliverable = "src/export.js";

/** Lays out a scratch folder and tells how each server is started in it. `database` is a folder that `generate` made. */
export const layOut = (base: string, database: string): Launches => {
  mkdirSync(join(base, "bare"), { recursive: true });
  const launch = (folder: string, args: readonly string[]): Launch => ({
    args,
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? "",
      HOME: join(base, "home"),
      XDG_CONFIG_HOME: join(base, "config"),
      XDG_STATE_HOME: join(folder, "..", "state"),
      // Baton turns the cache on by itself; here the bare server has it too, and one of their own each.
      NODE_COMPILE_CACHE: join(base, "compiled"),
    },
  });
  const baton = ["empty", "full"].map((name) => {
    const project = join(base, name, "project");
    makeProject(project);
    return launch(project, [path("../bin/baton.js"), "serve"]);
  });
  const [empty, full] = baton;
  if (empty === undefined || full === undefined) throw new Error("there are two projects");
  cpSync(join(database, "baton.db"), join(full.cwd, ".baton", "baton.db"));
  cpSync(join(database, "heads"), join(base, "full", "state", "baton", "heads"), {
    recursive: true,
  });
  // What is still on its way to the disk would be paid for by the first commits that are measured.
  execFileSync("sync");
  const bare = launch(join(base, "bare"), [path("bare-server.mjs"), join(base, "bare", "bare.db")]);
  return { bare, empty, full };
};

/** A small git repository, as most projects are one. */
const makeProject = (project: string): void => {
  mkdirSync(join(project, "src"), { recursive: true });
  mkdirSync(join(project, ".baton"));
  writeFileSync(join(project, ".baton", ".gitignore"), "*\n");
  writeFileSync(join(project, deliverable), "export const rows = [];\n");
  git(project, "init");
  commitTree(project);
};

/** Leaves a file of the project changed, as it is while agents work. */
export const changeTree = (project: string, n: number): void =>
  writeFileSync(join(project, deliverable), `export const rows = [${n}];\n`);

/** Commits what has changed: the tree is clean. */
export const commitTree = (project: string): void => {
  git(project, "add", ".");
  git(project, "commit", "-m", "A step");
};

const git = (project: string, ...args: readonly string[]): void => {
  execFileSync("git", ["-C", project, "-c", "user.name=bench", "-c", "user.email=", ...args], {
    stdio: "ignore",
  });
};

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
