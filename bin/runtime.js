// Read by runtimes that are too old for the product: nothing here is newer than Node.js 14.13.
import fs from "node:fs";
import module from "node:module";
import path from "node:path";

/** Set in the environment of a re-executed process, so that it never does so again. */
export const marker = "BATON_REEXECUTED";

/** True when a runtime can load the product: Node.js 22.14 and Node-API 10, which the database needs. */
function isSupported(versions) {
  return Number(versions.napi) >= 10 && isRecent(versions.node);
}

function isRecent(version) {
  const [major, minor] = String(version).split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 14);
}

/** The path of the `node` package's binary as this package resolves it, if it is recent enough, else undefined. */
export function findNode(fromUrl) {
  try {
    const manifest = module.createRequire(fromUrl).resolve("node/package.json");
    const { version } = JSON.parse(fs.readFileSync(manifest, "utf8"));
    const name = process.platform === "win32" ? "node.exe" : "node";
    const binary = path.join(path.dirname(manifest), "bin", name);
    return isRecent(version) && fs.existsSync(binary) ? binary : undefined;
  } catch (_error) {
    return undefined;
  }
}

/** What to do: `run` here, `reexec` on another binary, or `refuse` with one line to show. */
export function decideRuntime({ versions, execPath, reexecuted, find }) {
  if (isSupported(versions)) return { type: "run" };
  const binary = reexecuted ? undefined : find();
  if (binary !== undefined) return { type: "reexec", binary };
  return {
    type: "refuse",
    line:
      `Baton needs Node.js 22.14 or newer (Node-API 10 or newer); this is Node.js ${versions.node} ` +
      `(Node-API ${versions.napi}) at ${execPath}. Install a newer one, or name it as the "command" of the MCP server.`,
  };
}
