import type { Baton } from "../baton.ts";
import { schemaNames } from "../published-schemas.ts";

/** What a client asks completions for. */
type Reference =
  | { readonly type: "ref/prompt"; readonly name: string }
  | { readonly type: "ref/resource"; readonly uri: string };

/** Values an argument of a prompt or a resource template can take, best first. */
export const complete = async (
  baton: Baton,
  ref: Reference,
  argument: { readonly name: string; readonly value: string },
): Promise<string[]> => {
  const begun = argument.value.toLowerCase();
  const values = await candidates(baton, ref, argument);
  return values.filter((value) => value.toLowerCase().startsWith(begun));
};

const candidates = async (
  baton: Baton,
  ref: Reference,
  argument: { readonly name: string; readonly value: string },
): Promise<readonly string[]> => {
  const { name } = argument;
  if (ref.type === "ref/prompt") {
    if (name === "workflow") return workflows(baton, ref.name === "resume");
    return name === "to" ? agents(baton) : [];
  }
  if (ref.uri.startsWith("baton://workflows/") && name === "id") return workflows(baton, false);
  if (ref.uri.startsWith("baton://agents/")) return agents(baton);
  if (ref.uri.startsWith("baton://schemas/")) return schemaNames;
  if (ref.uri.startsWith("baton://handoffs/")) return handoffs(baton, argument.value);
  return [];
};

const workflows = async (baton: Baton, open: boolean): Promise<readonly string[]> => {
  const { ports } = await baton.engine();
  const rows = await ports.store.workflows({ open, limit: 101, offset: 0 });
  return rows.map((row) => row.workflow);
};

const agents = async (baton: Baton): Promise<readonly string[]> => {
  const { ports } = await baton.engine();
  return ports.agents.all().map((agent) => agent.name);
};

const handoffs = async (baton: Baton, begun: string): Promise<readonly string[]> => {
  const { ports } = await baton.engine();
  const rows = await ports.store.handoffsLike(begun, 101);
  return rows.map((row) => row.handoff);
};
