import { nearest } from "../../core/nearest.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { defaultVersionStream } from "../../core/state/default-version.ts";
import {
  definitionAddress,
  definitionPrefix,
  followedName,
} from "../../core/state/definition-state.ts";
import { type Answer, answer } from "../answer.ts";
import { iso } from "../iso.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";
import { chosenVersion, keptVersions, mostVersions } from "./kept-versions.ts";

/** The versions of a definition, with how many unfinished workflows follow each. */
export const listVersions = async (ports: Ports, name: string): Promise<Answer> => {
  const kept = await keptVersions(ports, name);
  if (kept.length === 0) return unknownDefinition(ports, name);
  const use = await chosenVersion(ports, name);
  const versions: { readonly [key: string]: string | number | boolean }[] = [];
  for (const { version, state } of kept) {
    versions.push({
      version,
      kept_at: iso(state.keptAt),
      running: await ports.store.followers(followedName(name, version)),
      used: version === use,
      hash: state.hash,
    });
  }
  return answer({ name, use: use ?? "newest", versions });
};

/** Makes a kept version, or with null the newest, what starts without a version get. */
export const useVersion = async (
  ports: Ports,
  name: string,
  use: string | null,
  caller: Caller,
): Promise<Answer> => {
  const kept = await keptVersions(ports, name);
  if (kept.length === 0) return unknownDefinition(ports, name);
  const known = kept.map(({ version }) => version);
  if (use !== null && !known.includes(use)) {
    return refuse(
      "not_found",
      `${name} has no version ${use} that is kept.`,
      `There are: ${known.join(", ")}; a version is kept with its first use.`,
      { known },
    );
  }
  const done = await runCommand(ports, {
    stream: defaultVersionStream(name),
    intent: { type: "use_version", use },
    caller,
    ids: 0,
    content: () => ({}),
  });
  return done.type === "refused" ? done : listVersions(ports, name);
};

const unknownDefinition = async (ports: Ports, name: string): Promise<Refusal> => {
  const streams = await ports.store.streamsLike(definitionPrefix, mostVersions);
  const known = [...new Set(streams.map((stream) => definitionAddress(stream).name))];
  const near = nearest(name, known);
  return refuse(
    "not_found",
    `No version of ${name} is kept: it was never started here.`,
    near.length > 0
      ? `Did you mean ${near.join(" or ")}?`
      : `Kept are: ${known.join(", ") || "none"}.`,
    { known },
  );
};
