import type { Json } from "../../core/json.ts";
import { recallDocument } from "../../engine/brain/recall-document.ts";
import { handoffDocument, workflowDocument } from "../../engine/documents.ts";
import type { Engine } from "../../engine/engine.ts";
import { graphOf } from "../../engine/graph.ts";
import { sentenceOf } from "../../engine/status/sentence.ts";
import type { Baton } from "../baton.ts";
import { schemaNamed } from "../published-schemas.ts";

/** One resource's content. */
export interface ResourceContent {
  readonly uri: string;
  readonly mimeType: string;
  readonly text: string;
}

/** Entries a resource of the brain shows. */
const recalled = 20;

/** The kinds of resources there are. */
export const resourceTemplates = [
  {
    uriTemplate: "baton://workflows/{id}",
    name: "workflow",
    title: "A workflow's state",
    mimeType: "application/json",
  },
  {
    uriTemplate: "baton://workflows/{id}/graph",
    name: "workflow-graph",
    title: "A workflow as a Mermaid graph",
    mimeType: "text/vnd.mermaid",
  },
  {
    uriTemplate: "baton://workflows/{id}/events",
    name: "workflow-events",
    title: "A workflow's events",
    mimeType: "application/json",
  },
  {
    uriTemplate: "baton://agents/{name}",
    name: "agent",
    title: "An agent's definition",
    mimeType: "text/markdown",
  },
  {
    uriTemplate: "baton://handoffs/{id}",
    name: "handoff",
    title: "A handoff's contract and attempts",
    mimeType: "application/json",
  },
  {
    uriTemplate: "baton://brain/{query}",
    name: "brain",
    title: "What agents did and learned, by words",
    mimeType: "application/json",
  },
  {
    uriTemplate: "baton://schemas/{name}",
    name: "schema",
    title: "A published JSON Schema",
    mimeType: "application/schema+json",
  },
] as const;

/** The list of workflows, and the unfinished ones by themselves. */
export const listResources = async (baton: Baton) => {
  const { ports } = await baton.engine();
  const open = await ports.store.workflows({ open: true, limit: 20, offset: 0 });
  return [
    {
      uri: "baton://workflows",
      name: "workflows",
      title: "Workflows of this project",
      mimeType: "application/json",
    },
    ...open.map((row) => ({
      uri: `baton://workflows/${row.workflow}`,
      name: row.workflow,
      title: `${row.title} (${row.status})`,
      mimeType: "application/json",
    })),
  ];
};

/** Reads a resource; null when there is none of that name. */
export const readResource = async (baton: Baton, uri: string): Promise<ResourceContent | null> => {
  const [, kind, name, part] = /^baton:\/\/([a-z]+)(?:\/([^/]+))?(?:\/([a-z]+))?$/.exec(uri) ?? [];
  if (kind === undefined) return null;
  const id = decode(name ?? "");
  if (kind === "schemas") {
    const schema = schemaNamed(id);
    return schema === null ? null : json(uri, schema, "application/schema+json");
  }
  const engine = await baton.engine();
  if (kind === "workflows" && name === undefined) {
    const rows = await engine.ports.store.workflows({ open: false, limit: 100, offset: 0 });
    return json(
      uri,
      rows.map((row) => ({ ...row })),
    );
  }
  if (kind === "workflows") return readWorkflow(engine, uri, id, part);
  if (kind === "handoffs" && part === undefined) {
    const document = await handoffDocument(engine.ports, id);
    return document === null ? null : json(uri, document);
  }
  if (kind === "brain" && name !== undefined && part === undefined) {
    return json(uri, await recallDocument(engine.ports, id, recalled));
  }
  if (kind === "agents" && part === undefined) {
    const found = engine.ports.agents.find(id);
    if (found.type !== "agent") return null;
    const { name: title, description, body } = found.agent;
    return { uri, mimeType: "text/markdown", text: `# ${title}\n\n${description}\n\n${body}` };
  }
  return null;
};

const readWorkflow = async (
  engine: Engine,
  uri: string,
  id: string,
  part: string | undefined,
): Promise<ResourceContent | null> => {
  const [row] = await engine.ports.store.workflowsLike(id, 1);
  if (row?.workflow !== id) return null;
  const state = await engine.ports.store.state(id);
  if (state.kind !== "workflow") return null;
  switch (part) {
    case undefined:
      return json(uri, workflowDocument(state));
    case "graph":
      return { uri, mimeType: "text/vnd.mermaid", text: graphOf(state) };
    case "events": {
      const events = await engine.ports.store.eventsBefore(id, state.version + 1, 500);
      return json(
        uri,
        [...events].reverse().map((event) => ({
          version: event.version,
          at: new Date(event.at).toISOString(),
          type: event.data.type,
          actor: `${event.actor.kind} ${event.actor.name}`,
          what: sentenceOf(event.data),
          hash: event.hash,
        })),
      );
    }
    default:
      return null;
  }
};

const json = (uri: string, value: Json, mimeType = "application/json"): ResourceContent => ({
  uri,
  mimeType,
  text: JSON.stringify(value, null, 2),
});

const decode = (name: string): string => {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
};
