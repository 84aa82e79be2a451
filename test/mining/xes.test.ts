import { expect, test } from "vitest";
import type { Trace } from "../../src/engine/mining/read-log.ts";
import { xesText } from "../../src/engine/mining/xes.ts";

const transitions = [
  "schedule",
  "start",
  "ate_abort",
  "start",
  "complete",
  "pi_abort",
  "manualskip",
] as const;

const traces: readonly Trace[] = [
  {
    workflow: "orch_1",
    title: 'A <b> & "c"\u0007\n',
    status: "completed",
    definition: "order 1",
    entries: transitions.map((transition, i) => ({
      trace: "orch_1",
      activity: "näme/<x>",
      instance: "n[1]",
      transition,
      resource: "marcus-backend",
      at: 1e12 + i,
    })),
  },
  { workflow: "orch_2", title: "new", status: "running", definition: null, entries: [] },
];

const logOf = async (): Promise<string> => {
  const from = async function* () {
    yield* traces;
  };
  let text = "";
  for await (const piece of xesText(from())) text += piece;
  return text;
};

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
}

/** The elements of the text, which holds nothing else; throws where one is not closed. */
const parsed = (xml: string): Element => {
  const root: Element = { name: "", attributes: {}, children: [] };
  const open = [root];
  for (const [tag, close, name = "", rest = "", alone] of xml.matchAll(
    /<(\/?)([A-Za-z]\w*)((?:\s+[\w.:]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (close === "/") {
      expect(open.pop()?.name, tag).toBe(name);
      continue;
    }
    const attributes = Object.fromEntries(
      [...rest.matchAll(/([\w.:]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    );
    const element = { name, attributes, children: [] };
    open.at(-1)?.children.push(element);
    if (alone !== "/") open.push(element);
  }
  expect(open).toEqual([root]);
  return root.children[0] ?? root;
};

const keysOf = ({ children }: Element): readonly string[] =>
  children.flatMap(({ attributes }) => attributes.key ?? []);

test("a log is one by the schema of IEEE 1849: its parts in their order, with values of their types", async () => {
  const log = parsed(await logOf());
  expect(log.name).toBe("log");
  expect(log.attributes["xes.version"]).toMatch(/^\d+\.\d+$/);
  expect(log.attributes.xmlns).toBe("http://www.xes-standard.org/");
  const order = ["extension", "global", "classifier", "string", "trace"];
  const places = log.children.map(({ name }) => order.indexOf(name));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  const ncName = /^[A-Za-z_][\w.-]*$/;
  const all = (element: Element): readonly Element[] => [element, ...element.children.flatMap(all)];
  for (const { name, attributes } of all(log)) {
    if (name === "extension" || name === "classifier") expect(attributes.name).toMatch(ncName);
    if (name === "extension") expect(attributes.prefix).toMatch(ncName);
    if (name === "string" || name === "date")
      expect(attributes.key).toMatch(/^[A-Za-z_:][\w.:-]*$/);
    if (name === "date")
      expect(attributes.value).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
});

test("every trace and event has what is declared for all, by declared extensions, and a classifier goes by that", async () => {
  const log = parsed(await logOf());
  const named = (name: string) => log.children.filter((child) => child.name === name);
  const globals = Object.fromEntries(
    named("global").map((each) => [each.attributes.scope, keysOf(each)]),
  );
  expect(globals.event).toEqual(
    expect.arrayContaining(["concept:name", "lifecycle:transition", "time:timestamp"]),
  );
  for (const { attributes } of named("classifier"))
    for (const key of attributes.keys?.split(" ") ?? []) expect(globals.event).toContain(key);
  const prefixes = named("extension").map(({ attributes }) => attributes.prefix);
  expect(named("trace")).toHaveLength(2);
  for (const trace of named("trace")) {
    expect(keysOf(trace)).toEqual(expect.arrayContaining([...(globals.trace ?? [])]));
    expect(new Set(keysOf(trace)).size).toBe(keysOf(trace).length);
    for (const event of trace.children.filter(({ name }) => name === "event")) {
      expect(keysOf(event).toSorted()).toEqual(globals.event?.toSorted());
      for (const key of keysOf(event)) expect(prefixes).toContain(key.split(":")[0]);
    }
  }
});
