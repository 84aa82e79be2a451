import { z } from "zod";
import { artifactTypes } from "../core/contract.ts";
import type { Json } from "../core/json.ts";

/** Longest short text (names, keys, ids), in characters. */
const shortLimit = 200;
/** Longest prose, in characters. */
const proseLimit = 20_000;
/** Longest list. */
const listLimit = 100;

/** A name, key or id. */
export const short = z.string().trim().min(1).max(shortLimit);
/** One to a few sentences, or a page. */
export const prose = z.string().trim().min(1).max(proseLimit);
/** A list of such texts. */
export const proseList = z.array(prose).max(listLimit);
/** A list of names. */
export const shortList = z.array(short).max(listLimit);
/** A path in the project, or a URL. */
export const path = z.string().trim().min(1).max(4096);
/** See {@link artifactTypes}. */
export const artifactType = z.enum(artifactTypes);
/** Any JSON value; its depth and texts are checked before. */
export const anyJson = z.custom<Json>((value) => value !== undefined);
/** A JSON object. */
export const jsonObject = z.record(z.string(), anyJson);
/** Makes a repeated call harmless. */
export const idempotencyKey = short.optional();
/** Names a workflow, by its whole id or a unique beginning. */
export const workflowId = z.string().trim().min(1).max(shortLimit);
/** How many entries a list shows. */
export const limit = z.int().min(1).max(100).optional();
/** Where the next page begins: the cursor of the last result. */
export const cursor = short.optional();
