import type { ASTNode } from "@marcbachmann/cel-js";

/** A value an expression reads: a root, and the names that follow it as far as they are literal. */
export interface Reference {
  readonly root: string;
  readonly names: readonly string[];
  /** Whether more follows that only the evaluation tells. */
  readonly open: boolean;
  /** Whether it stands in the body of a macro, which runs for each item. */
  readonly repeated: boolean;
}

/** What an expression is made of, as far as its guard needs it. */
export interface Anatomy {
  readonly references: readonly Reference[];
  /** Why it may not be used; empty when it may. */
  readonly faults: readonly string[];
  readonly macros: number;
  /** How often the item of a macro is read. */
  readonly itemReads: number;
  readonly calls: number;
}

const macros: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "map", "filter"]);
const functions: ReadonlySet<string> = new Set(
  "size has string int double bool timestamp duration startsWith endsWith contains lowerAscii upperAscii trim indexOf lastIndexOf substring split join getDate getDayOfMonth getDayOfWeek getDayOfYear getFullYear getHours getMilliseconds getMinutes getMonth getSeconds".split(
    " ",
  ),
);

/** Reads the tree of an expression. */
export const anatomyOf = (ast: ASTNode): Anatomy => {
  const references: Reference[] = [];
  const faults: string[] = [];
  let macroCount = 0;
  let itemReads = 0;
  let calls = 0;

  const walk = (node: ASTNode, items: ReadonlySet<string>): void => {
    const path = pathOf(node);
    if (path !== null) {
      if (items.has(path.root)) itemReads++;
      else references.push({ ...path, repeated: items.size > 0 });
      for (const index of path.indices) walk(index, items);
      return;
    }
    if (node.op === "call" || node.op === "rcall") walkCall(node, items);
    else for (const child of childrenOf(node)) walk(child, items);
  };

  const walkCall = (
    node: Extract<ASTNode, { op: "call" | "rcall" }>,
    items: ReadonlySet<string>,
  ): void => {
    const [name] = node.args;
    const args = node.op === "call" ? node.args[1] : node.args[2];
    const receiver = node.op === "call" ? null : node.args[1];
    if (receiver !== null && macros.has(name)) {
      walkMacro(name, receiver, args, items);
      return;
    }
    calls++;
    if (!functions.has(name)) {
      faults.push(
        name === "matches"
          ? "matches is not allowed; use contains, startsWith or endsWith"
          : `there is no function ${name.slice(0, 60)}`,
      );
    }
    if (items.size > 0 && (name === "split" || name === "join"))
      faults.push(`${name} may not stand within a macro`);
    if (name === "join" && args[0] !== undefined && args[0].op !== "value")
      faults.push("join takes a literal text");
    if (receiver !== null) walk(receiver, items);
    for (const arg of args) walk(arg, items);
  };

  const walkMacro = (
    name: string,
    receiver: ASTNode,
    args: readonly ASTNode[],
    items: ReadonlySet<string>,
  ): void => {
    macroCount++;
    if (items.size > 0) faults.push(`${name} may not stand within another macro`);
    if (!isSource(receiver))
      faults.push(`${name} takes a value by its name, a literal list or a filter of one`);
    walk(receiver, items);
    const [variable, ...bodies] = args;
    if (variable?.op !== "id") {
      faults.push(`${name} needs a name for its item first`);
      return;
    }
    for (const body of bodies) walk(body, new Set([...items, variable.args]));
  };

  walk(ast, new Set());
  return { references, faults, macros: macroCount, itemReads, calls };
};

/** A chain of names from a root, such as `steps["a"].output`, with the expressions in its brackets. */
const pathOf = (node: ASTNode) => {
  const names: string[] = [];
  const indices: ASTNode[] = [];
  let open = false;
  let here = node;
  while (here.op === "." || here.op === "[]") {
    const [inner, key] = here.args;
    const name = typeof key === "string" ? key : literalOf(key);
    if (name === null) {
      // What follows an index that is not known is not known either.
      names.length = 0;
      open = true;
      if (typeof key !== "string") indices.push(key);
    } else names.unshift(name);
    here = inner;
  }
  return here.op === "id" ? { root: here.args, names, open, indices } : null;
};

const literalOf = (node: ASTNode): string | null =>
  node.op === "value" && typeof node.args === "string" ? node.args : null;

const isSource = (node: ASTNode): boolean => {
  if (node.op === "list") return true;
  if (node.op === "rcall" && node.args[0] === "filter") return isSource(node.args[1]);
  return pathOf(node) !== null;
};

const childrenOf = (node: ASTNode): readonly ASTNode[] => {
  switch (node.op) {
    case "value":
    case "id":
    case "call":
    case "rcall":
      return [];
    case ".":
    case ".?":
      return [node.args[0]];
    case "list":
      return node.args;
    case "map":
      return node.args.flat();
    case "!_":
    case "-_":
      return [node.args];
    default:
      return node.args;
  }
};
