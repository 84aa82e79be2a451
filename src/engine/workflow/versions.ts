import { nearest } from "../../core/nearest.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { defaultVersionStream } from "../../core/state/default-version.ts";
import {
  type DefinitionState,
  definitionAddress,
  definitionPrefix,
  definitionsOf,
  followedName,
} from "../../core/state/definition-state.ts";
import { type Answer, answer } from "../answer.ts";
import { iso } from "../iso.ts";
import type { Caller, Ports } from "../ports.ts";
import { runCommand } from "../run-command.ts";

/** Most versions of one definition that are looked at. */
const mostVersions = 1000;

/** A version that was used, and is kept for ever. */
export interface KeptVersion {
  readonly name: string;
  readonly version: string;
  readonly state: DefinitionState & { readonly hash: string; readonly text: string };
}

/** The versions of a definition that are kept, the newest first. */
export const keptVersions = async (ports: Ports, name: string): Promise<readonly KeptVersion[]> => {
  const found: KeptVersion[] = [];
  for (const stream of await ports.store.streamsLike(definitionsOf(name), mostVersions)) {
    const state = await ports.store.state(stream);
    if (state.kind !== "definition" || state.hash === null || state.text === null) continue;
    const { hash, text } = state;
    found.push({ ...definitionAddress(stream), state: { ...state, hash, text } });
  }
  return found.sort((a, b) => b.state.keptAt - a.state.keptAt);
};

/** The version that starts without one get by somebody's choice; null when it is the newest. */
export const chosenVersion = async (ports: Ports, name: string): Promise<string | null> => {
  const state = await ports.store.state(defaultVersionStream(name));
  return state.kind === "default_version" ? state.use : null;
};

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
