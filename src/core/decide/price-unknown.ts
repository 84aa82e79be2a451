import { type Refusal, refuse } from "../refusal.ts";

/** Refuses a limit of money that nobody could hold. */
export const priceUnknown = (name: string): Refusal =>
  refuse(
    "definition_invalid",
    `limits.money: ${name} limits money, and nobody has said what tokens cost.`,
    "Ask the user to run: baton config set-price PRICE (for a million tokens); or limit tokens instead.",
  );
