import { nearest } from "../../core/nearest.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { definitionStream } from "../../core/state/definition-state.ts";
import type { Ports } from "../ports.ts";
import { chosenVersion, keptVersions } from "./kept-versions.ts";

/** A definition's text and where it is from. */
export interface DefinitionSource {
  readonly type: "source";
  readonly text: string;
  /** The workflow of the file that is meant; null when the file has only one. */
  readonly name: string | null;
  /** The version that was asked for; null for whatever the file has. */
  readonly version: string | null;
}

/**
 * The text a template's name stands for. Pinned, it is the version that is kept, else the file's; unpinned, the one that
 * was chosen for such starts, else the file's, else the newest that is kept.
 */
export const templateSource = async (
  ports: Ports,
  template: string,
): Promise<DefinitionSource | Refusal> => {
  const [name = "", pinned = null] = template.split("@");
  const file = ports.templates.read(name);
  const version = pinned ?? (await versionToStart(ports, name, file !== null));
  if (version !== null) {
    const kept = await ports.store.state(definitionStream(name, version));
    if (kept.kind === "definition" && kept.text !== null) {
      return { type: "source", text: kept.text, name, version };
    }
  }
  if (file !== null) return { type: "source", text: file, name, version };
  const known = ports.templates.names();
  const near = nearest(name, known);
  return refuse(
    "not_found",
    `There is no template ${template}.`,
    near.length > 0
      ? `Did you mean ${near.join(" or ")}?`
      : `There are: ${known.join(", ") || "none"}.`,
    { known: [...known] },
  );
};

/** The version that a start without one gets; null for whatever the file has. */
const versionToStart = async (
  ports: Ports,
  name: string,
  hasFile: boolean,
): Promise<string | null> => {
  const chosen = await chosenVersion(ports, name);
  if (chosen !== null || hasFile) return chosen;
  const [newest] = await keptVersions(ports, name);
  return newest?.version ?? null;
};
