// Read by runtimes that are too old for the product, which do not call it.
import fs from "node:fs";
import module from "node:module";

const own = new URL("../dist/", import.meta.url).href;

/**
 * From now on Baton's own modules are loaded the short way. For each import Node.js asks the disk what it may mean: a link,
 * a folder, a module of which kind. Ours name a file beside them, which is an ES module, so nothing of it needs asking;
 * a first call loads some 350 of them.
 */
export function loadOwnModulesDirectly() {
  // The oldest runtimes that are supported lack it, and load as they always do.
  module.registerHooks?.({
    resolve: (specifier, context, next) =>
      specifier.startsWith(".") && context.parentURL?.startsWith(own)
        ? {
            url: new URL(specifier, context.parentURL).href,
            format: "module",
            shortCircuit: true,
          }
        : next(specifier, context),
    load: (url, context, next) =>
      url.startsWith(own)
        ? { format: "module", source: fs.readFileSync(new URL(url)), shortCircuit: true }
        : next(url, context),
  });
}
