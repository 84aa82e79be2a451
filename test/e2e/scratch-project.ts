import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { projectIn, type ScratchProject } from "./project-in.ts";

/** Makes a scratch project; nothing of the user's own is read or written. */
export const scratchProject = (): ScratchProject => {
  const base = mkdtempSync(join(tmpdir(), "baton-e2e-"));
  onTestFinished(() => rmSync(base, { recursive: true, force: true }));
  return projectIn(base);
};
