import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The repository. */
export const repository = join(import.meta.dirname, "..", "..");

/** A fenced block, with the comment on the line before it that says what it is. */
interface Block {
  readonly kind: "block";
  readonly language: string;
  readonly text: string;
  /** Such as `call: create_handoff`; empty without one. */
  readonly mark: string;
  readonly line: number;
}

/** A comment that stands alone. */
interface Mark {
  readonly kind: "mark";
  readonly mark: string;
  readonly line: number;
}

/** A page of the documentation. */
export interface Page {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
  readonly items: readonly (Block | Mark)[];
}

const pagePaths = [
  ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"],
  ...readdirSync(join(repository, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

const readPage = (path: string): Page => {
  const text = readFileSync(join(repository, path), "utf8");
  return { path, text, items: itemsOf(text) };
};

const itemsOf = (text: string): readonly (Block | Mark)[] => {
  const items: (Block | Mark)[] = [];
  const lines = text.split("\n");
  let open: { language: string; from: number } | null = null;
  lines.forEach((line, i) => {
    const fence = /^```(\S*)$/.exec(line);
    if (fence !== null && open === null) open = { language: fence[1] ?? "", from: i };
    else if (fence !== null && open !== null) {
      const before = items.at(-1);
      const marked = before?.kind === "mark" && before.line === open.from;
      if (marked) items.pop();
      items.push({
        kind: "block",
        language: open.language,
        text: lines.slice(open.from + 1, i).join("\n"),
        mark: marked ? before.mark : "",
        line: open.from + 1,
      });
      open = null;
    } else if (open === null) {
      const mark = /^<!-- (.*) -->$/.exec(line)?.[1];
      if (mark !== undefined) items.push({ kind: "mark", mark, line: i + 1 });
    }
  });
  return items;
};

/** All pages. */
export const pages: readonly Page[] = pagePaths.map(readPage);

/** The page at a path. */
export const page = (path: string): Page => {
  const found = pages.find((each) => each.path === path);
  if (found === undefined) throw new Error(`there is no page ${path}`);
  return found;
};

/** The text below a heading, up to the next one of the same rank or a higher one. */
export const section = (path: string, heading: string): string => {
  const lines = page(path).text.split("\n");
  const from = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading);
  if (from < 0) throw new Error(`${path} has no heading "${heading}"`);
  const rank = /^#+/.exec(lines[from] ?? "")?.[0].length ?? 1;
  const to = lines.findIndex(
    (line, i) => i > from && (/^(#+) /.exec(line)?.[1]?.length ?? 9) <= rank,
  );
  return lines.slice(from + 1, to < 0 ? undefined : to).join("\n");
};

/** The rows of the first table of a text whose heading row begins with `first`, cells trimmed. */
export const table = (text: string, first = ""): readonly (readonly string[])[] => {
  const lines = text.split("\n");
  const from = lines.findIndex((line) => line.startsWith(`| ${first}`));
  if (from < 0) throw new Error(`no table begins with "${first}"`);
  const rows: string[][] = [];
  for (const line of lines.slice(from + 2)) {
    if (!line.startsWith("|")) break;
    rows.push(
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  }
  return rows;
};

/** The words in backticks. */
export const quoted = (text: string): readonly string[] =>
  [...text.matchAll(/`([^`\n]+)`/g)].map(([, word = ""]) => word);

/** The anchors of a page, as the code host makes them from headings. */
export const anchors = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .split("\n")
      .filter((line) => /^#+ /.test(line))
      .map((line) =>
        line
          .replace(/^#+ /, "")
          .toLowerCase()
          .replace(/[^\p{L}\p{N}_ -]/gu, "")
          .replaceAll(" ", "-"),
      ),
  );

/** The links of a page that lead into the repository: where to, from the repository, and the anchor. */
export const innerLinks = ({ path, text }: Page) =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = "", anchor = ""] = target.split("#");
      return { target, file: file === "" ? path : join(dirname(path), file), anchor };
    });
