/** Reduces a message to what makes it the same error again: ids, numbers, paths and white space differ from run to run. */
export const fingerprint = (message: string): string =>
  message
    .slice(0, 4000)
    .toLowerCase()
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "#")
    .replace(/(?<![\w.@~+-])(?:[a-z]:)?[\w.@~+-]*(?:[\\/][\w.@~+-]+)+[\\/]?/g, "/")
    .replace(/\b0x[0-9a-f]+\b|\b[0-9a-f]{12,}\b|\b(?=[a-f]*\d)[0-9a-f]{6,}\b/g, "#")
    .replace(/\b(?=[a-z_-]*\d)[\w-]{8,}\b/g, "#")
    .replace(/\d+(?:\.\d+)*/g, "#")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300)
    // Half a surrogate pair cannot be stored.
    .replace(/[\ud800-\udbff]$/, "");
