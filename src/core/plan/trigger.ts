/** What starts a definition by itself. Expressions are CEL texts that were checked; `input` is by name of an input. */
export type Trigger =
  | {
      readonly kind: "signal";
      readonly signal: string;
      /** CEL over `signal`; null takes every one. */
      readonly when: string | null;
      readonly input: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "every";
      readonly seconds: number;
      readonly input: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "cron";
      readonly cron: string;
      readonly timezone: string;
      readonly input: Readonly<Record<string, string>>;
    };
