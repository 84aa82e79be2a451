import { createEngine, type Engine } from "../engine/engine.ts";
import { composePorts, type Surroundings } from "./compose-ports.ts";

/** Builds the engine for a project. */
export const compose = (surroundings: Surroundings): Engine =>
  createEngine(composePorts(surroundings));
