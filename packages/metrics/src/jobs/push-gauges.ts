import type { ServerCatalogue } from '../catalogue/server-catalogue.js';
import type { KnownApps } from '../node/known-apps.js';
import type { MetricsRegistry } from '../series/metrics-registry.js';
import { LatestReading } from './latest-reading.js';
import { deviceStateLabel, type PushDeviceState } from './push-words.js';

/** The devices of one app now. */
export interface DeviceCounts {
  readonly appId: string;
  readonly counts: Readonly<Record<PushDeviceState, number>>;
}

/** What is known of pushes where they are kept. Asked at a scrape, at most once a second; undefined: nobody knows. */
export interface PushSources {
  /** Publishes whose time has not come, of all apps. May reject. */
  scheduled(): Promise<number | undefined>;
  /** Of the apps that have devices. May reject. */
  devices(): Promise<readonly DeviceCounts[] | undefined>;
}

const STATES: readonly PushDeviceState[] = ['ACTIVE', 'FAILING', 'FAILED'];

/** Reads devices and scheduled publishes at each scrape. Only servers do, as with the depths of queues. */
export function readPushes(
  registry: MetricsRegistry<ServerCatalogue>,
  apps: KnownApps,
  sources: PushSources,
): void {
  const scheduled = new LatestReading(() => sources.scheduled());
  const devices = new LatestReading(() => sources.devices());
  const tellScheduled = scheduledGauge(registry);
  const tellDevices = deviceGauges(registry, apps);
  registry.readBeforeScrape(async () => {
    const known = await Promise.all([scheduled.get(), devices.get()]);
    tellScheduled(known[0]);
    tellDevices(known[1]);
  });
}

function scheduledGauge(registry: MetricsRegistry<ServerCatalogue>) {
  const family = registry.gauge('push_scheduled_jobs');
  const series = family.of({});
  return (known: number | undefined): void => {
    family.isHidden = known === undefined;
    series.value = known ?? 0;
  };
}

function deviceGauges(registry: MetricsRegistry<ServerCatalogue>, apps: KnownApps) {
  const family = registry.gauge('push_devices');
  return (known: readonly DeviceCounts[] | undefined): void => {
    family.isHidden = known === undefined;
    // Apps that share the overflow series are summed, hence zero and add.
    family.zero();
    for (const { appId, counts } of known ?? []) {
      const app_id = apps.label(appId);
      for (const state of STATES) family.add({ app_id, state: deviceStateLabel(state) }, counts[state]);
    }
  };
}
