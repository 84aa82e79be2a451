import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Four systems that share nothing but the order's key; each is a folder with a file for each thing it holds. */
const systems = ["stock", "carrier", "payments", "mail"] as const;

/** A shop's systems on disk, and agents that work in them as their briefs say. */
export interface Shop {
  /** Everything the systems hold now. */
  look(): Readonly<Record<string, readonly string[]>>;
  /** What an agent does for a stage, or for the undoing of it; done twice, it changes nothing more. */
  work(step: string, key: string): void;
}

/** Opens the shop with what it holds at the start. */
export const openShop = (root: string): Shop => {
  const folder = (system: string) => join(root, "world", system);
  for (const system of systems) mkdirSync(folder(system), { recursive: true });
  writeFileSync(join(folder("stock"), "of-another-order"), "2 lamps\n");
  const put = (system: string, key: string) => writeFileSync(join(folder(system), key), "1\n");
  const remove = (system: string, key: string) =>
    rmSync(join(folder(system), key), { force: true });
  const deeds: Readonly<Record<string, (key: string) => void>> = {
    check_order: () => {},
    reserve_stock: (key) => put("stock", key),
    "undo:reserve_stock": (key) => remove("stock", key),
    book_shipment: (key) => put("carrier", key),
    "undo:book_shipment": (key) => remove("carrier", key),
    take_payment: (key) => put("payments", key),
    "undo:take_payment": (key) => remove("payments", key),
    confirm: (key) => put("mail", key),
    "undo:confirm": (key) => put("mail", `correction-of-${key}`),
  };
  return {
    look: () =>
      Object.fromEntries(
        systems.map((system) => [
          system,
          readdirSync(folder(system)).map(
            (file) => `${file}: ${readFileSync(join(folder(system), file), "utf8")}`,
          ),
        ]),
      ),
    work: (step, key) => {
      const deed = deeds[step];
      if (deed === undefined) throw new Error(`nobody knows how to ${step}`);
      deed(key);
    },
  };
};
