/** One version of a definition that a workflow has followed; its content never changes. */
export interface DefinitionState {
  readonly kind: "definition";
  readonly id: string;
  readonly version: number;
  /** Lower-case hex SHA-256 of the text; null before it is kept. */
  readonly hash: string | null;
  readonly text: string | null;
}

/** Prefix of the streams that keep one version of a definition each. */
export const definitionPrefix = "definition/";

/** The name of the stream that keeps a definition's version. */
export const definitionStream = (name: string, version: string): string =>
  `${definitionPrefix}${encodeURIComponent(name)}@${encodeURIComponent(version)}`;

/** A version nobody has used yet. */
export const initialDefinition = (id: string): DefinitionState => ({
  kind: "definition",
  id,
  version: 0,
  hash: null,
  text: null,
});
