import type { Ports } from "../ports.ts";

const pauseMs = 100;

/** Waits until the workflow (or anything, without one) has changed, or the time is over. */
export const waitForChange = async (
  ports: Ports,
  workflow: string | null,
  input: {
    readonly wait_seconds?: number | undefined;
    readonly since_version?: number | undefined;
  },
): Promise<void> => {
  const { clock, store } = ports;
  const end = clock.monotonic() + (input.wait_seconds ?? 0) * 1000;
  const version = async (): Promise<number> =>
    workflow === null ? 0 : (await store.state(workflow)).version;
  const seen = input.since_version ?? (await version());
  if (workflow !== null && (await version()) > seen) return;
  let token = await store.changeToken();
  while (clock.monotonic() < end) {
    await clock.sleep(Math.min(pauseMs, Math.max(1, end - clock.monotonic())));
    const now = await store.changeToken();
    if (now === token) continue;
    token = now;
    if (workflow === null || (await version()) > seen) return;
  }
};
