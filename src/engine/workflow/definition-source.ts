import { nearest } from "../../core/nearest.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import { definitionStream } from "../../core/state/definition-state.ts";
import type { Ports } from "../ports.ts";

/** A definition's text and where it is from. */
export interface DefinitionSource {
  readonly type: "source";
  readonly text: string;
  /** The workflow of the file that is meant; null when the file has only one. */
  readonly name: string | null;
  /** The version that was asked for; null for whatever the file has. */
  readonly version: string | null;
}

/** The text a template's name stands for: the newest from the files, a pinned version also from those in use. */
export const templateSource = async (
  ports: Ports,
  template: string,
): Promise<DefinitionSource | Refusal> => {
  const [name = "", version = null] = template.split("@");
  const file = ports.templates.read(name);
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
