import { closeSync, fdatasyncSync, openSync, statfsSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Outcome, Trial } from "./trial.ts";

const most = 300;
const block = Buffer.alloc(4_096, 1);
/** The quickest disks that write before they answer take some 20 microseconds; a cache in memory takes less. */
const implausibleMs = 0.02;
/** Disks with a protected cache are this quick, and so is one that lies. */
const doubtfulMs = 0.1;
/** File systems that live in memory, by the numbers Linux gives them: tmpfs and ramfs. */
const inMemory: ReadonlySet<number> = new Set([0x01021994, 0x858458f6]);

/** Measures how long the disk takes to say that something is on it: too quick an answer cannot be true. */
export const sync: Trial = {
  name: "sync",
  share: 0.1,
  run: async ({ root }, over) => {
    const times: number[] = [];
    const file = openSync(join(root, "sync"), "w", 0o600);
    try {
      for (let i = 0; i < most && (i < 20 || !over()); i++) {
        writeSync(file, block, 0, block.length, i * block.length);
        const start = performance.now();
        fdatasyncSync(file);
        times.push(performance.now() - start);
      }
    } finally {
      closeSync(file);
    }
    const medianMs = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    return verdict(medianMs, times.length, inMemory.has(statfsSync(root).type));
  },
};

const verdict = (medianMs: number, syncs: number, memory: boolean): Outcome => {
  const took = `a sync takes ${medianMs.toFixed(medianMs < 1 ? 3 : 1)} ms`;
  const figures = { syncs, medianMs };
  if (memory) {
    const text = `${took}, because this file system lies in memory: nothing in it survives the machine going off`;
    return { outcome: "noted", text, figures };
  }
  if (medianMs < implausibleMs) {
    const text = `${took}, quicker than any disk writes: the disk, its controller or a virtual machine may answer before it has written. A loss of power may then take back what was acknowledged, whatever Baton does`;
    return { outcome: "noted", text, figures };
  }
  if (medianMs < doubtfulMs) {
    const text = `${took}, which is true of a disk whose cache has power of its own, and of one that lies. Which one it is, only pulling the plug would show`;
    return { outcome: "noted", text, figures };
  }
  return { outcome: "held", text: `${took}, as long as a disk needs that really writes`, figures };
};
