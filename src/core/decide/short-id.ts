/** An id short enough to type, from the end of a UUID: the beginning of a time-ordered one is the same for a minute. */
export const shortId = (prefix: string, uuid: string): string =>
  `${prefix}_${uuid.replaceAll("-", "").slice(-12)}`;
