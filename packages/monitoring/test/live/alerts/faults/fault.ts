import type { Monitored } from '../monitored.js';
import { type FaultName, faultAlerts } from './fault-alerts.js';

/** Something that goes wrong in an installation; {@link faultAlerts} have to tell of it. */
export interface Fault {
  readonly what: FaultName;
  readonly cluster: string;
  /** Whether a process does not answer to scrapes meanwhile. */
  readonly stopsProcess?: boolean;
  /** Alerts that may tell of it, too: its consequences, if they last. */
  readonly alsoMaybe?: readonly string[];
  /** Makes it go wrong until the result is disposed of. */
  inflict(): Promise<AsyncDisposable>;
}

const firesWithinMs = 60_000;
const clearsWithinMs = 60_000;

/** What may tell of a process that is stopped, even for moments. */
const ofStoppedProcess = ['SockudoInstanceDown', 'ShoalServersMissing', 'ShoalQueueWithoutWorkers'];

/**
 * Lets faults happen at the same time, and ends them when every alert of theirs has fired.
 *
 * @throws Error that names the alert that did not fire, did not end, fired more than once, or should not have fired
 */
export async function suffer({ watch }: Monitored, faults: readonly Fault[]): Promise<void> {
  const watched = faults.flatMap(({ what, cluster }) =>
    faultAlerts[what].map((alert) => ({ alert, cluster })),
  );
  watch.forget();
  const inflicted = await Promise.all(faults.map((fault) => fault.inflict()));
  try {
    await watch.whenFiring(watched, firesWithinMs);
  } finally {
    await Promise.all(inflicted.map((fault) => fault[Symbol.asyncDispose]()));
  }
  await watch.whenQuiet(watched, clearsWithinMs);
  expect(watched.filter((alert) => watch.episodes(alert) > 1)).toEqual([]);
  expect(strangers({ watch }, faults)).toEqual([]);
}

/** What has fired in the installations of the faults, and is none of theirs. */
function strangers({ watch }: Pick<Monitored, 'watch'>, faults: readonly Fault[]): string[] {
  return [...new Set(faults.map(({ cluster }) => cluster))].flatMap((cluster) => {
    const expected = faults
      .filter((fault) => fault.cluster === cluster)
      .flatMap(({ what, stopsProcess = false, alsoMaybe = [] }): readonly string[] => [
        ...faultAlerts[what],
        ...alsoMaybe,
        ...(stopsProcess ? ofStoppedProcess : []),
      ]);
    const others = watch.fired(cluster).filter((name) => !expected.includes(name));
    return others.map((name) => `${name} of ${cluster}`);
  });
}
