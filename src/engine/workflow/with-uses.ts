import { nearest } from "../../core/nearest.ts";
import type { Pin, Plan } from "../../core/plan/plan.ts";
import { definitionStream } from "../../core/state/definition-state.ts";
import type { FindWorkflow } from "../../definition/used-workflow.ts";
import type { Ports } from "../ports.ts";
import { templateSource } from "./definition-source.ts";

/** What the `use` of a definition stands for. */
export interface UsesFrom {
  /** What it stands for whatever else there is now. */
  readonly pins: Plan["pins"];
  /** Whether what is not pinned is looked up among templates and versions, or is not there. */
  readonly others: boolean;
}

/** A result, with the texts of the workflows that are used by the `use` that names them. */
export interface WithUses<Result> {
  readonly result: Result;
  readonly texts: ReadonlyMap<string, string>;
}

/** Runs what reads definitions. What they use shows only by reading, so it is run again until nothing is lacking. */
export const withUses = async <Result>(
  ports: Ports,
  from: UsesFrom,
  run: (findWorkflow: FindWorkflow) => Result,
): Promise<WithUses<Result>> => {
  const known = new Map<string, ReturnType<FindWorkflow>>();
  for (;;) {
    const lacking = new Set<string>();
    const result = run((use) => {
      const found = known.get(use);
      if (found === undefined) lacking.add(use);
      return found ?? unknown;
    });
    if (lacking.size === 0) return { result, texts: textsOf(known) };
    for (const use of lacking) known.set(use, await find(ports, use, from));
  }
};

/** The text of a version as it was kept; null when it is not the one that was pinned. */
export const keptText = async (
  ports: Ports,
  { name, version, hash }: Pin,
): Promise<string | null> => {
  const kept = await ports.store.state(definitionStream(name, version));
  return kept.kind === "definition" && kept.hash === hash ? kept.text : null;
};

const unknown = { type: "unknown", nearest: [] } as const;

const find = async (
  ports: Ports,
  use: string,
  { pins, others }: UsesFrom,
): Promise<ReturnType<FindWorkflow>> => {
  const pin = Object.hasOwn(pins, use) ? pins[use] : undefined;
  if (pin !== undefined) {
    const text = await keptText(ports, pin);
    if (text === null) return unknown;
    return { type: "text", text, hash: pin.hash, name: pin.name, version: pin.version };
  }
  if (!others) return unknown;
  const source = await templateSource(ports, use);
  if (source.type === "refused") {
    const [name = ""] = use.split("@");
    return { type: "unknown", nearest: nearest(name, ports.templates.names(), 1) };
  }
  const { text, name, version } = source;
  return { type: "text", text, hash: ports.sha256(text), name, version };
};

const textsOf = (known: ReadonlyMap<string, ReturnType<FindWorkflow>>): Map<string, string> =>
  new Map([...known].flatMap(([use, found]) => (found.type === "text" ? [[use, found.text]] : [])));
