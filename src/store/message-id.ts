/** The id of the `n`-th message (from 0) sent by the commit that brought `stream` to `version`. */
export const messageId = (stream: string, version: number, n: number): string =>
  `msg:${stream}:${version}:${n}`;
