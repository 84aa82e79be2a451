// Prints the tables of docs/routing.md as they come out now.
import { routingTables } from "./markdown.ts";

process.stdout.write(`${routingTables().join("\n\n")}\n`);
