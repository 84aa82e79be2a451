import { OutsideFault } from "./outside-fault.ts";

/** Others kept the database locked for longer than the store waits; nothing was committed, a retry is safe. */
export class StoreBusy extends Error {
  override readonly name = "StoreBusy";
}

/** The database cannot be used (newer format, network file system, disk full, damaged); the message says the fix. */
export class StoreUnusable extends OutsideFault {
  override readonly name = "StoreUnusable";
}
