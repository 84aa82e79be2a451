import { iso } from "../iso.ts";
import type { Trace } from "./read-log.ts";

/** The text of a log in XES (IEEE 1849-2016), piece by piece: a trace for each workflow. */
export async function* xesText(traces: AsyncIterable<Trace>): AsyncGenerator<string> {
  yield head;
  for await (const trace of traces) yield traceText(trace);
  yield "</log>\n";
}

const head = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <string key="concept:instance" value=""/>
    <string key="lifecycle:transition" value="complete"/>
    <string key="org:resource" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <string key="lifecycle:model" value="standard"/>
`;

const traceText = ({ workflow, title, status, definition, entries }: Trace): string => {
  const lines = entries.map(
    ({ activity, instance, transition, resource, at }) => `    <event>
      ${text("concept:name", activity)}
      ${text("concept:instance", instance)}
      ${text("lifecycle:transition", transition)}
      ${text("org:resource", resource)}
      <date key="time:timestamp" value="${iso(at)}"/>
    </event>
`,
  );
  return `  <trace>
    ${text("concept:name", workflow)}
    ${text("title", title)}
    ${text("status", status)}
    ${text("definition", definition ?? "")}
${lines.join("")}  </trace>
`;
};

const text = (key: string, value: string): string =>
  `<string key="${key}" value="${xmlText(value)}"/>`;

/** XML 1.0 has no way to write most control characters; they become spaces. */
const xmlText = (value: string): string =>
  value.replace(/[&<>"\ufffe\uffff]|\p{Cc}/gu, (char) => entities[char] ?? " ");

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\t": "&#9;",
  "\n": "&#10;",
  "\r": "&#13;",
};
