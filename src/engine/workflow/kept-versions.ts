import { defaultVersionStream } from "../../core/state/default-version.ts";
import {
  type DefinitionState,
  definitionAddress,
  definitionsOf,
} from "../../core/state/definition-state.ts";
import type { Ports } from "../ports.ts";

/** Most versions of one definition that are looked at. */
export const mostVersions = 1000;

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
