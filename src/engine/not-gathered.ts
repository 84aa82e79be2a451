/** Thrown out of a decision that asks for what takes its time to get; once that is gathered, the decision is made again. */
export class NotGathered extends Error {
  readonly what: string;
  readonly gather: () => unknown;

  constructor(what: string, gather: () => unknown) {
    super(`not gathered yet: ${what}`);
    this.what = what;
    this.gather = gather;
  }
}

/** Runs something that decides until everything it asks for was gathered. */
export const gathering = async <T>(run: () => Promise<T>): Promise<T> => {
  const gathered = new Set<string>();
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof NotGathered) || gathered.has(error.what)) throw error;
      gathered.add(error.what);
      await error.gather();
    }
  }
};
