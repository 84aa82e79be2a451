import { createMemoryStore } from "../../src/store/memory/create-memory-store.ts";
import { storeContract } from "./store-contract.ts";

storeContract("memory", async () => {
  const store = createMemoryStore();
  return { store, dispose: () => store.close() };
});
