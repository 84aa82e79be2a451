import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Actor } from "../../src/core/actor.ts";
import { eventVersions } from "../../src/core/event/event-version.ts";
import type { StreamEvent } from "../../src/core/event/stream-event.ts";
import { evolve } from "../../src/core/evolve/evolve.ts";
import { history } from "../../src/core/history.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { initialState, type StreamState } from "../../src/core/state/stream-state.ts";
import { decodeData } from "../../src/store/event-codec.ts";
import { plain } from "../core/spec/plain.ts";
import { scenarios } from "./scenarios.ts";

/** A stream as a release stored it, and the state that release folded it to. */
interface Recorded {
  readonly stream: string;
  readonly events: readonly {
    readonly type: string;
    readonly type_version: number;
    readonly at: number;
    readonly actor: Actor;
    readonly data: JsonObject;
  }[];
  readonly state: Readonly<Record<string, JsonObject>>;
}

const here = fileURLToPath(new URL(".", import.meta.url));
const releases = readdirSync(here).filter((name) => /^\d+\.\d+\.\d+$/.test(name));
const read = (release: string, file: string): Recorded =>
  JSON.parse(readFileSync(`${here}${release}/${file}`, "utf8"));

const eventsOf = ({ stream, events }: Recorded): readonly StreamEvent[] =>
  events.map(({ type, type_version: typeVersion, at, actor, data }, i) => ({
    stream,
    version: i + 1,
    at,
    actor,
    data: decodeData({ type, typeVersion, text: JSON.stringify(data) }),
  }));

/** Maps of the state; they must have the recorded keys and no others. */
const maps = [
  "steps",
  "readySteps",
  "activeSteps",
  "stepOf",
  "dependents",
  "memory",
  "memoryVersions",
  "artifacts",
  "tasks",
  "checkpoints",
  "loops",
  "consumed",
  "running",
  "known",
];

describe.each(releases)("streams written by %s", (release) => {
  const files = readdirSync(`${here}${release}`).filter((name) => name.endsWith(".json"));

  test.each(files)("%s folds to the state it had", (file) => {
    const recorded = read(release, file);
    const folded = history(eventsOf(recorded)).reduce<StreamState>(
      evolve,
      initialState(recorded.stream),
    );
    const state: JsonObject = JSON.parse(JSON.stringify(plain(folded)));
    // A later release may know more of a state, but nothing else.
    expect(state).toMatchObject(recorded.state);
    for (const map of maps) {
      expect(Object.keys(state[map] ?? {})).toEqual(Object.keys(recorded.state[map] ?? {}));
    }
  });
});

test("the newest release holds every type of event in its newest shape", () => {
  const newest = releases.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
  if (newest === undefined) throw new Error("no release is recorded");
  const found = new Map<string, number>();
  for (const file of readdirSync(`${here}${newest}`)) {
    for (const { type, type_version } of read(newest, file).events) found.set(type, type_version);
  }
  expect(Object.fromEntries(found)).toEqual(eventVersions);
});

test("the scenarios a release is recorded from hold every type of event", () => {
  const types = new Set(
    Object.values(scenarios).flatMap((live) => live().events.map(({ data }) => data.type)),
  );
  expect([...types].sort()).toEqual(Object.keys(eventVersions).sort());
});
