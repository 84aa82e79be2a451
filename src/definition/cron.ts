import { Cron } from "croner";

/** Where nothing is said: a machine's own zone would give each server another time. */
export const usualTimezone = "UTC";

/** When a cron line is due next after a time (ISO 8601), epoch ms; null for never. */
export const nextCron = (line: string, timezone: string, after: string): number | null =>
  new Cron(line, { timezone, mode: "5-part", paused: true }).nextRun(after)?.getTime() ?? null;

/** Any time will do to see whether a line is ever due. */
const someTime = "2024-01-01T00:00:00Z";

/** What is wrong with a cron line in a timezone; null when nothing is. */
export const cronFault = (
  line: string,
  timezone: string,
): { readonly key: "cron" | "timezone"; readonly what: string } | null => {
  if (line.trim().split(/\s+/).length !== 5) return { key: "cron", what: "has not five fields" };
  try {
    new Intl.DateTimeFormat("en", { timeZone: timezone });
  } catch {
    return { key: "timezone", what: `is ${timezone.slice(0, 60)}, which is no timezone` };
  }
  try {
    return nextCron(line, timezone, someTime) === null
      ? { key: "cron", what: "is never due" }
      : null;
  } catch {
    return { key: "cron", what: "is no cron line" };
  }
};
