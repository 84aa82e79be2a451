/** Tries for one input; what is left by then is small enough to read. */
const tries = 400;

/** An input with as much left out as can be while `fails` still holds: halves first, then ever smaller pieces. */
export const shrunk = async (
  input: Buffer,
  fails: (smaller: Buffer) => Promise<boolean>,
): Promise<Buffer> => {
  let best = input;
  let left = tries;
  for (let size = Math.ceil(best.length / 2); size >= 1 && left > 0; size = Math.floor(size / 2)) {
    for (let at = 0; at < best.length && left > 0; left--) {
      const smaller = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      if (await fails(smaller)) best = smaller;
      else at += size;
    }
  }
  return best;
};
