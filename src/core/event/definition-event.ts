/** A version of a definition was used for the first time. */
export interface DefinitionEvent {
  readonly type: "definition_kept";
  /** Lower-case hex SHA-256 of the text. */
  readonly hash: string;
  readonly text: string;
}

/** Starts without a version get this one from now on; null: the newest. */
export interface DefaultVersionEvent {
  readonly type: "default_version_set";
  readonly use: string | null;
}
