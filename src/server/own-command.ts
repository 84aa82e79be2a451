import { basename, sep } from "node:path";

/** How this very program is run from a terminal: `baton` where it is installed, else what stands for it. */
export const ownCommand = (script: string | undefined): string => {
  if (script === undefined) return "baton";
  const folders = script.split(sep);
  if (folders.includes("_npx")) return "npx baton-mcp";
  // A project's own installation is on no PATH but npm's.
  if (folders.includes("node_modules")) return "npx baton";
  if (basename(script) === "baton") return "baton";
  return `node ${/\s/.test(script) ? JSON.stringify(script) : script}`;
};

/** Words that tell somebody to run Baton's command line, and so name it as it is called here. */
const told =
  /\bbaton (?=(answer|approve|reject|tasks|config|doctor|status|agents|call|run|control|recover|validate|graph|signals|triggers|encrypt)\b)/g;

/** A text for a caller, with the command line named as it can be run on this machine. */
export const withOwnCommand = (text: string, command: string): string =>
  text.replace(told, `${command} `);
