/** How a workflow came from another one, and how the other one knows. */
export type ForkEvent =
  | {
      readonly type: "workflow_forked";
      readonly from: string;
      readonly version: number;
      readonly checkpoint: string | null;
      /** How many of the events that follow were copied: they happened in the other workflow. */
      readonly copied: number;
    }
  | { readonly type: "fork_recorded"; readonly workflow: string; readonly version: number };
