export { format } from "./format.js";
export { parse } from "./parse.js";
export { ceil, clamp, floor, round } from "./round.js";
export { units } from "./units.js";
