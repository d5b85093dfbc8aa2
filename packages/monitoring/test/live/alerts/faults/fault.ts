import type { Monitored } from '../monitored.js';

/** Something that goes wrong in an installation, and the alerts that have to tell of it. */
export interface Fault {
  readonly what: string;
  readonly cluster: string;
  readonly alerts: readonly string[];
  /** Makes it go wrong until the result is disposed of. */
  inflict(): Promise<AsyncDisposable>;
}

const firesWithinMs = 60_000;
const clearsWithinMs = 60_000;

/**
 * Lets faults happen at the same time, and ends them when every alert of theirs has fired.
 *
 * @throws Error that names the alert that did not fire, did not end, or fired more than once
 */
export async function suffer({ watch }: Monitored, faults: readonly Fault[]): Promise<void> {
  const watched = faults.flatMap(({ alerts, cluster }) => alerts.map((alert) => ({ alert, cluster })));
  const inflicted = await Promise.all(faults.map((fault) => fault.inflict()));
  try {
    await watch.whenFiring(watched, firesWithinMs);
  } finally {
    await Promise.all(inflicted.map((fault) => fault[Symbol.asyncDispose]()));
  }
  await watch.whenQuiet(watched, clearsWithinMs);
  expect(watched.filter((alert) => watch.episodes(alert) > 1)).toEqual([]);
}
