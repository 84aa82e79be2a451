import { type Note, note } from "./note.ts";
import { cleanText } from "./to-json.ts";

/** An agent's name and description, and whether the client accepts the file's own. */
interface Naming {
  readonly name: string;
  readonly description: string;
  readonly notes: readonly Note[];
  readonly clientAccepts: boolean;
}

/** Takes name and description from the keys, else from file name and prompt. */
export const readNaming = (
  values: ReadonlyMap<string, unknown>,
  fileName: string,
  body: string,
): Naming => {
  const notes: Note[] = [];
  const given = values.get("name");
  const wanted = scalarText(given);
  const fromFile = fileName.replace(/\.md$/i, "").replaceAll(":", "-").trim() || "agent";
  const usable = wanted !== null && isName(wanted);
  if (!usable) {
    const what = wanted === null ? "`name` is missing" : "`name` cannot be used as a name";
    notes.push(note(what, `took "${cleanText(fromFile)}" from the file's name`));
  } else if (typeof given !== "string") notes.push(note("`name` is not text", "read it as text"));

  const described = values.get("description");
  const text = scalarText(described) ?? listText(described);
  if (text === null) {
    notes.push(note("`description` is missing", "took it from the first lines of the prompt"));
  } else if (typeof described !== "string") {
    notes.push(note("`description` is not text", "read it as text"));
  }
  const name = cleanText(usable && wanted !== null ? wanted : fromFile);
  return {
    name,
    description: cleanText((text ?? firstWords(body) ?? name).replaceAll("\\n", "\n").trim()),
    notes,
    clientAccepts: usable && given === wanted && typeof described === "string" && text !== null,
  };
};

/** The client refuses a leading dash, a colon and over 256 characters; a name is one line and no path. */
const isName = (text: string): boolean =>
  text.length <= 256 && !/^-|[/\\\p{Cc}]/u.test(text) && !text.normalize("NFKC").includes(":");

const scalarText = (value: unknown): string | null => {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean")
    return null;
  const text = String(value).trim();
  return text === "" ? null : text;
};

const listText = (value: unknown): string | null =>
  Array.isArray(value)
    ? scalarText(
        value
          .map((item) => scalarText(item) ?? "")
          .filter((item) => item !== "")
          .join(", "),
      )
    : null;

/** The first paragraph below a heading, else the heading itself; at most 300 characters. */
const firstWords = (body: string): string | null => {
  const lines = body.split("\n").map((line) => line.trim());
  const prose = lines.find((line) => line !== "" && !/^(#|---|```|[|<])/.test(line));
  const heading = lines.find((line) => /^#{1,6}\s/.test(line))?.replace(/^#+\s*/, "");
  return (prose ?? heading)?.slice(0, 300) ?? null;
};
