/** The end of a stream: its last version and that event's hash. */
export interface Head {
  readonly stream: string;
  readonly version: number;
  readonly hash: string;
}

/** Heads kept outside the database, so that a cut or rewritten history shows. They help to verify and are never needed. */
export interface Heads {
  /** Notes heads of a commit; neither waits nor fails. */
  note(databaseId: string, heads: readonly Head[]): void;
  /** The newest head of one stream. */
  readOne(databaseId: string, stream: string): Promise<Head | undefined>;
  /** The newest head of each stream, by its name. */
  readAll(databaseId: string): Promise<ReadonlyMap<string, Head>>;
  /** Writes down what was noted. */
  flush(): Promise<void>;
}
