import type { BudgetIntent } from "../../core/command/budget-intent.ts";
import { type Refusal, refuse } from "../../core/refusal.ts";
import type { Caller, Ports } from "../ports.ts";
import type { BudgetInput } from "./budget.ts";

/** What the arguments ask for, or why they do not go together. */
export const budgetIntent = (
  ports: Ports,
  input: BudgetInput,
  caller: Caller,
  done: readonly string[],
): BudgetIntent | Refusal => {
  const { action, pool, tokens, text, label = null, tier = 1 } = input;
  if (action === "optimize") return { type: "optimize_budget", now: ports.clock.now(), done };
  if (action === "release") {
    return label === null && pool === undefined
      ? refuse("invalid_input", "release needs a label or a pool.", "Give label, pool or both.")
      : { type: "release_budget", label, pool: pool ?? null };
  }
  if (pool === undefined) {
    return refuse("invalid_input", `action ${action} needs a pool.`, "Give pool.");
  }
  if (action === "allocate") {
    return tokens === undefined
      ? refuse(
          "invalid_input",
          "allocate needs tokens.",
          "Give the pool's new soft limit as tokens.",
        )
      : { type: "allocate_budget", pool, tokens };
  }
  if ((tokens === undefined) === (text === undefined)) {
    return refuse(
      "invalid_input",
      "charge needs either tokens or text.",
      "Give tokens if they were measured, else the text; its tokens are estimated.",
    );
  }
  return {
    type: "charge_budget",
    pool,
    label,
    tokens: tokens ?? ports.tokens(text ?? ""),
    tier,
    measured: tokens === undefined ? "estimated" : "stated",
    by: caller.actor.name,
  };
};

const taken: Readonly<Record<BudgetInput["action"], readonly (keyof BudgetInput)[]>> = {
  status: [],
  allocate: ["pool", "tokens"],
  charge: ["pool", "tokens", "text", "label", "tier"],
  release: ["pool", "label"],
  optimize: [],
};

/** Refuses arguments the action does nothing with. */
export const guardIdle = (input: BudgetInput): Refusal | null => {
  const idle = (["pool", "tokens", "text", "label", "tier"] as const).filter(
    (name) => input[name] !== undefined && !taken[input.action].includes(name),
  );
  return idle.length === 0
    ? null
    : refuse(
        "invalid_input",
        `action ${input.action} takes no ${idle.join(" and no ")}.`,
        `Leave ${idle.join(" and ")} out.`,
      );
};
