/** One version of a definition that a workflow has followed; its content never changes. */
export interface DefinitionState {
  readonly kind: "definition";
  readonly id: string;
  readonly version: number;
  /** Lower-case hex SHA-256 of the text; null before it is kept. */
  readonly hash: string | null;
  readonly text: string | null;
  /** When it was first used, epoch ms. */
  readonly keptAt: number;
}

/** Prefix of the streams that keep one version of a definition each. */
export const definitionPrefix = "definition/";

/** The name of the stream that keeps a definition's version. */
export const definitionStream = (name: string, version: string): string =>
  `${definitionsOf(name)}${encodeURIComponent(version)}`;

/** What the streams of a definition's versions begin with. */
export const definitionsOf = (name: string): string =>
  `${definitionPrefix}${encodeURIComponent(name)}@`;

/** Reads name and version back out of such a stream's name. */
export const definitionAddress = (
  stream: string,
): { readonly name: string; readonly version: string } => {
  const [name = "", version = ""] = stream.slice(definitionPrefix.length).split("@");
  return { name: decodeURIComponent(name), version: decodeURIComponent(version) };
};

/** A version of a definition in one word; neither part holds an @. */
export const followedName = (name: string, version: string): string => `${name}@${version}`;

/** A version nobody has used yet. */
export const initialDefinition = (id: string): DefinitionState => ({
  kind: "definition",
  id,
  version: 0,
  hash: null,
  text: null,
  keptAt: 0,
});
