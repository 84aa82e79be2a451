import type { ReadDefinitions } from "../../definition/compile-definitions.ts";
import { lazily } from "../lazily.ts";
import type { Ports } from "../ports.ts";
import { premisesOf } from "./premises.ts";
import { type UsesFrom, type WithUses, withUses } from "./with-uses.ts";

const reading = lazily(() => import("../../definition/read-definition.ts"));

/** Reads a text as what is started in this project, together with the workflows it uses. */
export const readText = async (
  ports: Ports,
  text: string,
  pins: UsesFrom["pins"] = {},
): Promise<WithUses<ReadDefinitions>> => {
  const { readDefinitions } = await reading();
  const premises = await premisesOf(ports);
  return withUses(ports, { pins, others: true }, (findWorkflow) =>
    readDefinitions(text, { ...premises, findWorkflow }),
  );
};
