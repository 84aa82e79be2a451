import { readFileSync, statfsSync } from "node:fs";
import { StoreUnusable } from "../../core/port/store-error.ts";

/** What is known of the file system under a path; injected in tests. */
export interface FileSystemFacts {
  readonly platform: string;
  /** `f_type` of statfs. */
  typeOf(path: string): number;
  /** The text of /proc/self/mountinfo. */
  mounts(): string;
}

/** The real machine. */
export const machineFacts: FileSystemFacts = {
  platform: process.platform,
  typeOf: (path) => statfsSync(path).type,
  mounts: () => readFileSync("/proc/self/mountinfo", "utf8"),
};

/** Magic numbers of Linux file systems that other machines may write to. */
const networkTypes: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB"],
  [0x01021997, "9p"],
  [0x5346414f, "AFS"],
  [0x00c36400, "Ceph"],
  [0x0bd00bd0, "Lustre"],
]);

const fuse = 0x65735546;
/** FUSE is local for some (NTFS, encrypted folders, containers), so there the mount's own type decides. */
const networkFuse = /\bfuse\.(sshfs|s3fs|gcsfuse|rclone|glusterfs|ceph|davfs2?|curlftpfs|goofys)\b/;

/**
 * Refuses a folder on a network file system, where SQLite's WAL loses data: its index is shared memory, which
 * works only between processes of one machine.
 */
export const refuseNetworkFileSystem = (folder: string, facts: FileSystemFacts): void => {
  const name = networkName(folder, facts);
  if (name === null) return;
  throw new StoreUnusable(
    `The database would lie on a network file system (${name}), where SQLite's WAL can lose data.`,
    "Name a place on a local disk with --db or BATON_DB. Only if no other machine writes there: BATON_ALLOW_NETWORK_FS=1.",
  );
};

const networkName = (folder: string, facts: FileSystemFacts): string | null => {
  if (facts.platform === "win32") return /^[\\/]{2}(?![.?])/.test(folder) ? "SMB" : null;
  // Elsewhere than on Linux the number is not a stable name of the file system.
  if (facts.platform !== "linux") return null;
  const type = facts.typeOf(folder) >>> 0;
  if (type !== fuse) return networkTypes.get(type) ?? null;
  return networkFuse.exec(mountOf(folder, facts.mounts()))?.[1] ?? null;
};

/** The line of the mount that holds the folder: the longest mount point that the path begins with, the last of equals. */
const mountOf = (folder: string, mounts: string): string => {
  let best = "";
  let length = -1;
  for (const line of mounts.split("\n")) {
    const point = line.split(" ")[4]?.replaceAll("\\040", " ");
    if (point === undefined || point.length < length) continue;
    if (folder === point || folder.startsWith(point.endsWith("/") ? point : `${point}/`)) {
      best = line;
      length = point.length;
    }
  }
  return best;
};
