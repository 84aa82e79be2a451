import { acceptCommand } from "./audit/accept.ts";
import { exportCommand } from "./audit/export.ts";
import { mapCommand } from "./audit/map.ts";
import { sealCommand } from "./audit/seal.ts";
import { auditUsage } from "./audit/usage.ts";
import { verifyCommand } from "./audit/verify.ts";
import type { Io } from "./io.ts";
import { misuse } from "./options.ts";

/** `baton audit`: shows that the record is whole, and hands it on. */
export const auditCommand = async (argv: readonly string[], io: Io): Promise<number> => {
  const [verb, ...rest] = argv;
  switch (verb) {
    case "verify":
      return verifyCommand(rest, io);
    case "seal":
      return sealCommand(rest, io);
    case "export":
      return exportCommand(rest, io);
    case "map":
      return mapCommand(rest, io);
    case "accept":
      return acceptCommand(rest, io);
    default:
      return misuse(
        io,
        verb === undefined ? "audit needs to be told what." : `audit knows no ${verb}.`,
        auditUsage,
      );
  }
};
