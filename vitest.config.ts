import { defineConfig } from "vitest/config";

/** Folders whose tests leave no trace in their process, so that one may load the modules for all of them. */
const pure = ["agents", "core", "corpus", "definition", "mining", "routing", "sim", "tools"].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    // Many tests start real processes; on a small machine they need room.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: "pure", include: pure, isolate: false } },
      { extends: true, test: { name: "real", include: ["test/**/*.test.ts"], exclude: pure } },
    ],
  },
});
