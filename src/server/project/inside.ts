import { sep } from "node:path";

/** True when a real path is the folder or lies in it; `/a/bc` does not lie in `/a/b`. */
export const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
