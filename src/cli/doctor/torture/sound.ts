import { faultText } from "../../../server/audit/verify-record.ts";
import { composePorts } from "../../../server/compose-ports.ts";
import type { Scratch } from "./scratch.ts";

/** What is wrong with a database when all that used it is gone: the file, the hash chains, the derived rows. */
export const findUnsound = async (
  { root, env }: Scratch,
  database: string,
): Promise<readonly string[]> => {
  const { store } = composePorts({ cwd: root, env, db: database });
  try {
    const { faults } = await store.verify();
    const { differences } = await store.rebuild({ repair: false });
    return [...(await store.integrity()), ...faults.map(faultText), ...differences];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    await store.close();
  }
};
