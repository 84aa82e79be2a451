import type { Awaited } from "../../core/state/flow.ts";
import { receiverOf } from "./receiver-of.ts";

/** The signals a node waits for, in words. */
export const awaitsText = (awaits: readonly Awaited[]): string =>
  awaits.map(signalText).join(" or ");

const signalText = ({ signal, address }: Awaited): string => {
  const { correlation } = receiverOf(address);
  return correlation === undefined
    ? `signal ${signal}`
    : `signal ${signal} (correlation ${correlation})`;
};

/** The arguments of send_signal for it, in words. */
export const sendText = ({ signal, address }: Awaited): string => {
  const { correlation, workflow_id } = receiverOf(address);
  const to =
    correlation === undefined ? `workflow_id ${workflow_id}` : `correlation ${correlation}`;
  return `send_signal with name ${signal} and ${to}`;
};
