import type { EmitNode, EventNode, WaitNode } from "../core/plan/plan.ts";
import { secondsOf } from "./duration.ts";
import type { Making } from "./making.ts";
import { missing } from "./missing.ts";

/** Longest pause, and longest wait for a signal, in seconds. */
const longestWait = 7 * 86_400;

/** Compiles a wait: for a time, or for a signal. */
export const lowerWait = (making: Making): WaitNode | EventNode | null => {
  const { stage, at, compiling, base } = making;
  const { problems } = compiling;
  if (stage.signal !== undefined) return lowerSignalWait(making, stage.signal);
  for (const key of ["correlate", "timeout", "on_timeout"] as const) {
    if (stage[key] !== undefined)
      problems.add(
        [...at.path, key],
        "belongs to a wait for a signal",
        "Name the signal, or leave it out: a pause ends by itself.",
      );
  }
  if (stage.for === undefined && stage.until === undefined)
    return missing(
      making,
      "for",
      "Say for how long (10m), until when (CEL giving a time), or for which signal.",
    );
  if (stage.for !== undefined && stage.until !== undefined)
    problems.add([...at.path, "until"], "stands beside for", "Keep one of them.");
  const seconds = boundedSeconds(making, stage.for, ["for"]);
  const until = stage.until === undefined ? null : String(stage.until);
  if (until !== null) compiling.expression(until, { ...at, path: [...at.path, "until"] });
  return { ...base, kind: "wait", seconds, until };
};

const lowerSignalWait = (making: Making, signal: string): EventNode => {
  const { stage, at, compiling, base } = making;
  const { problems } = compiling;
  for (const key of ["for", "until"] as const) {
    if (stage[key] !== undefined)
      problems.add(
        [...at.path, key],
        "stands beside signal",
        "Keep one of them; timeout says how long to wait for the signal.",
      );
  }
  if (stage.on_timeout !== undefined && stage.timeout === undefined)
    problems.add(
      [...at.path, "on_timeout"],
      "stands without timeout",
      "Say after which time: timeout, from 1s to 7d.",
    );
  const correlate = correlateOf(making, stage.correlate, ["correlate"]);
  return {
    ...base,
    kind: "event",
    signals: [{ signal, correlate, goto: null }],
    timeoutSeconds: boundedSeconds(making, stage.timeout, ["timeout"]),
    onTimeout: stage.on_timeout ?? "fail",
  };
};

/** Compiles an event-based choice: the first to come says where it goes on. */
export const lowerEvent = (making: Making): EventNode | null => {
  const { stage, at, compiling, base } = making;
  const { problems } = compiling;
  if (stage.first_of === undefined)
    return missing(making, "first_of", "List signals and a timer, each with goto.");
  const signals: EventNode["signals"][number][] = [];
  const seen = new Set<string>();
  let timer: { readonly seconds: number | null; readonly goto: string } | null = null;
  stage.first_of.forEach((entry, i) => {
    const { signal, goto } = entry;
    const here = ["first_of", i];
    const path = [...at.path, ...here];
    if ((signal === undefined) === (entry.timer === undefined)) {
      problems.add(
        path,
        signal === undefined ? "waits for nothing" : "has a signal and a timer",
        "Give each entry either a signal or a timer.",
      );
    }
    if (entry.timer !== undefined) {
      if (entry.correlate !== undefined)
        problems.add([...path, "correlate"], "belongs to a signal", "Leave it out.");
      if (timer !== null)
        problems.add(path, "is a second timer", "Keep the shorter one: it always comes first.");
      timer = { seconds: boundedSeconds(making, entry.timer, [...here, "timer"]), goto };
      return;
    }
    if (signal === undefined) return;
    const correlate = correlateOf(making, entry.correlate, [...here, "correlate"]);
    const key = JSON.stringify([signal, correlate]);
    if (seen.has(key))
      problems.add(path, `waits for ${signal} twice`, "Keep one of them, or correlate them apart.");
    seen.add(key);
    signals.push({ signal, correlate, goto });
  });
  return { ...base, kind: "event", signals, ...timing(timer) };
};

const timing = (
  timer: { readonly seconds: number | null; readonly goto: string } | null,
): Pick<EventNode, "timeoutSeconds" | "onTimeout"> =>
  timer === null
    ? { timeoutSeconds: null, onTimeout: "fail" }
    : { timeoutSeconds: timer.seconds, onTimeout: { goto: timer.goto } };

/** Compiles the sending of a signal. */
export const lowerEmit = (making: Making): EmitNode | null => {
  const { stage, at, compiling, base } = making;
  const { signal, to, payload } = stage;
  if (signal === undefined) return missing(making, "signal", "Name the signal to send.");
  if (to === undefined)
    return missing(making, "to", "Say to whom, in CEL: a workflow's id or a correlation key.");
  compiling.expression(String(to), { ...at, path: [...at.path, "to"] });
  const path = [...at.path, "payload"];
  if (payload === undefined)
    return { ...base, kind: "emit", signal, to: String(to), payload: null };
  if (typeof payload !== "object") {
    compiling.expression(String(payload), { ...at, path });
    return { ...base, kind: "emit", signal, to: String(to), payload: String(payload) };
  }
  const fields = Object.entries(payload).map(([name, text]): [string, string] => {
    compiling.expression(String(text), { ...at, path: [...path, name] });
    return [name, String(text)];
  });
  return { ...base, kind: "emit", signal, to: String(to), payload: Object.fromEntries(fields) };
};

const correlateOf = (
  { at, compiling }: Making,
  text: string | number | boolean | undefined,
  key: readonly (string | number)[],
): string | null => {
  if (text === undefined) return null;
  compiling.expression(String(text), { ...at, path: [...at.path, ...key] });
  return String(text);
};

const boundedSeconds = (
  { at, compiling }: Making,
  text: string | undefined,
  key: readonly (string | number)[],
): number | null => {
  const seconds = text === undefined ? null : secondsOf(text);
  if (seconds !== null && (seconds < 1 || seconds > longestWait))
    compiling.problems.add([...at.path, ...key], "is out of bounds", "A wait is from 1s to 7d.");
  return seconds;
};
