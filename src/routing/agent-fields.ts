import type { Agent } from "../core/agent.ts";
import { contentWords } from "./words.ts";

/** The parts of an agent's file that a search tells apart, the most telling first. */
export const agentFields = [
  "name",
  "capabilities",
  "lead",
  "examples",
  "headings",
  "body",
] as const;

/** One of them. */
export type AgentField = (typeof agentFields)[number];

/** The words of each part, stemmed. */
export type FieldWords = Readonly<Record<AgentField, readonly string[]>>;

/** Characters of a prompt that are read: what it is about stands at its head. */
export const bodyRead = 6_000;

/** Takes an agent apart; `names` are the agents there are, whose mention says nothing of this one. */
export const fieldWords = (agent: Agent, names: ReadonlySet<string>): FieldWords => {
  const { lead, examples } = splitDescription(agent.description);
  const lines = withoutOthers(agent, names);
  const heading = (line: string): boolean => line.startsWith("#");
  return {
    name: contentWords(agent.name.replaceAll("-", " ")),
    lead: contentWords(lead),
    examples: contentWords(examples),
    capabilities: contentWords(agent.capabilities.join("\n")),
    headings: contentWords(lines.filter(heading).join("\n")),
    body: contentWords(lines.filter((line) => !heading(line)).join("\n")),
  };
};

/** Where the description stops saying what the agent is for and begins to play it through. */
const exampleStart = /<example>|\bexamples?:|\bspecifically:|\bcontext:/i;

const splitDescription = (
  description: string,
): { readonly lead: string; readonly examples: string } => {
  const text = description.replaceAll("\\n", "\n");
  const at = text.search(exampleStart);
  if (at < 0) return { lead: text, examples: "" };
  // The marks of an example are the same in all of them.
  const examples = text
    .slice(at)
    .replace(/<\/?\w+>|\b(?:user|assistant|context|commentary):/gi, " ");
  return { lead: text.slice(0, at), examples };
};

/** The lines that speak of this agent: those that name others ("Collaborate with ...") speak of them. */
const withoutOthers = ({ name, body }: Agent, names: ReadonlySet<string>): readonly string[] =>
  body
    .slice(0, bodyRead)
    .split("\n")
    .filter((line) => {
      const named = line.match(/(?<![a-z0-9])[a-z0-9]+(?:-[a-z0-9]+)+/g) ?? [];
      return !named.some((each) => each !== name && names.has(each));
    });
