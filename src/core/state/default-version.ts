/** Which version of a definition starts get that ask for none. */
export interface DefaultVersion {
  readonly kind: "default_version";
  readonly id: string;
  readonly version: number;
  /** Null: the newest. */
  readonly use: string | null;
}

/** Prefix of the streams that hold one definition's choice each. */
export const defaultVersionPrefix = "default/";

/** The name of the stream of a definition's choice. */
export const defaultVersionStream = (name: string): string =>
  `${defaultVersionPrefix}${encodeURIComponent(name)}`;

/** Nothing was chosen yet. */
export const initialDefaultVersion = (id: string): DefaultVersion => ({
  kind: "default_version",
  id,
  version: 0,
  use: null,
});
