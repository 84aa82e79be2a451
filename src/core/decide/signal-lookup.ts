import type { Json } from "../json.ts";
import type { Lookup } from "../rules.ts";
import type { Signal } from "../state/signal-state.ts";

/** What a trigger's expressions see: the signal it is fired by. */
export const signalLookup = ({ name, payload }: Signal): Lookup =>
  lookupOf({ signal: { name, payload } });

/** What a trigger's expressions see when its time has come. */
export const timeLookup = (firedAt: string): Lookup => lookupOf({ fired_at: firedAt });

const lookupOf = (values: Readonly<Record<string, Json>>): Lookup => ({
  variable: (name) => (Object.hasOwn(values, name) ? values[name] : undefined),
  step: () => undefined,
  memory: () => undefined,
});
