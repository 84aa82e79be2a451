import { createMemoryStore } from "../../src/store/memory/create-memory-store.ts";
import { brainContract } from "./brain-contract.ts";
import { cacheContract } from "./cache-contract.ts";
import { storeContract } from "./store-contract.ts";

const open = async () => {
  const store = createMemoryStore();
  return { store, dispose: () => store.close() };
};

storeContract("memory", open);
brainContract("memory", open);
cacheContract("memory", open);
