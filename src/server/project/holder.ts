import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Holder } from "../../core/actor.ts";
import { processState } from "./process-state.ts";

/** How long an answer is trusted, in milliseconds. */
const trustMs = 500;
const mostRemembered = 1_000;

/** This process. `host` is name, boot and process namespace, parted by spaces; what a system lacks is left empty. */
export const selfHolder = (): Holder => {
  self ??= {
    host: [hostname(), bootId(), namespace()].join(" "),
    pid: process.pid,
    started: processState(process.pid)?.started ?? "",
  };
  return self;
};
let self: Holder | undefined;

/** Tells whether a holder still runs: false only when it is known to be gone. `monotonic` is in milliseconds. */
export const createIsAlive = (monotonic: () => number): ((holder: Holder) => boolean) => {
  const known = new Map<string, { readonly alive: boolean; readonly at: number }>();
  return (holder) => {
    const key = `${holder.host} ${holder.pid} ${holder.started}`;
    const now = monotonic();
    const before = known.get(key);
    if (before !== undefined && now - before.at < trustMs) return before.alive;
    if (known.size >= mostRemembered) known.clear();
    const alive = mayBeAlive(holder);
    known.set(key, { alive, at: now });
    return alive;
  };
};

const mayBeAlive = ({ host, pid, started }: Holder): boolean => {
  const [name, boot, space] = host.split(" ");
  const [ownName, ownBoot, ownSpace] = selfHolder().host.split(" ");
  if (name !== ownName) return true;
  if (boot !== ownBoot) return false;
  // Another container's processes cannot be seen from here, and their numbers mean others.
  if (space !== ownSpace) return true;
  if (!Number.isSafeInteger(pid) || pid <= 0 || !exists(pid)) return false;
  const state = processState(pid);
  if (state === null) return true;
  return !state.ended && (started === "" || state.started === started);
};

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM means that it is there and somebody else's.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
};

const bootId = (): string => {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
};

const namespace = (): string => {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
};
