import { setPrice } from "../../server/project/edit-config.ts";
import { type Io, usageError } from "../io.ts";
import { isOperator, refuseAgent } from "../operator.ts";
import { misuse, readOptions } from "../options.ts";
import { type ConfigPlace, configUsage } from "./usage.ts";

/** `set-price PRICE|none`: what a million tokens cost, for workflows that limit money. */
export const setPriceCommand = async (
  argv: readonly string[],
  { file }: ConfigPlace,
  io: Io,
): Promise<number> => {
  const read = readOptions(argv, io, configUsage, {});
  if (read === null) return usageError;
  const [text, ...more] = read.positionals;
  const price = text === "none" ? null : Number(text ?? "");
  if (more.length > 0 || (price !== null && !(price > 0 && Number.isFinite(price)))) {
    return misuse(io, "set-price needs a number above 0, or none.", configUsage);
  }
  if (!isOperator(io)) return refuseAgent(io, "the price is the operator's");
  await setPrice(file, price);
  io.stdout(
    price === null ? "No price any more.\n" : `A million tokens cost ${price} from now on.\n`,
  );
  return 0;
};
