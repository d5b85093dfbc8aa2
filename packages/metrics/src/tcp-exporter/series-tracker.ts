import type { Registry } from 'prom-client';
import type { LabelSet } from '../catalogue/metric-definition.js';
import { LoopSlices } from '../scrape/loop-slices.js';
import type { ReadableFamily } from '../series/metrics-registry.js';
import { EventEncoder, type Timestamp } from './event-encoder.js';
import { FamilyMetric, LibraryMetric, type StreamedMetric, type StreamedNumber } from './streamed-metric.js';

/**
 * Reading these every second would harm: the lag of the event loop is counted from one reading to the next, so a
 * scrape would see the last second only; the others take longer the more connections there are.
 */
const LEFT_TO_SCRAPES = /nodejs_eventloop_lag|nodejs_active_|process_open_fds/;

/** What is read of the process's metrics. */
export interface TrackedRegistry extends Pick<Registry, 'getMetricsAsArray' | 'getSingleMetric'> {
  readonly families: readonly ReadableFamily[];
  readonly constantLabels: LabelSet;
  collect(): Promise<void>;
}

/** Knows what readers of the stream were told of each series, and what is new. */
export class SeriesTracker {
  readonly #collect: () => Promise<void>;
  readonly #encoder = new EventEncoder();
  readonly #metrics: readonly StreamedMetric[];
  #time: Timestamp = { seconds: 0, nanoseconds: 0 };

  /** The registry must have all its metrics already. */
  constructor(registry: TrackedRegistry) {
    this.#collect = () => registry.collect();
    this.#metrics = streamedMetrics(registry);
  }

  /** A message for each metric: what it is. */
  *metadata(): Generator<Buffer> {
    for (const metric of this.#metrics) {
      for (const event of metric.metadata) yield this.#encoder.metadata(event);
    }
  }

  /** A message for each series, with what {@link refresh} found last. */
  *snapshot(): Generator<Buffer> {
    for (const metric of this.#metrics) {
      if (metric.isHidden) continue;
      for (const number of metric.numbers) {
        if (number.told !== undefined) yield this.#encode(number, number.told);
      }
    }
  }

  /**
   * Reads every number, in slices, and gives a message for each that is another than at the last call.
   *
   * @param changed absent when nobody wants the messages
   * @throws what reading a table throws
   */
  async refresh(changed?: (message: Buffer) => void): Promise<void> {
    await this.#collect();
    this.#time = now();
    const slices = new LoopSlices(64);
    for (const metric of this.#metrics) {
      const numbers = await metric.read(slices);
      if (metric.isHidden) continue;
      for (const number of numbers) {
        const { value } = number.source;
        // What is no number is not known yet.
        if (value !== number.told && !Number.isNaN(value)) {
          number.told = value;
          changed?.(this.#encode(number, value));
        }
        if (slices.isOver()) await slices.next();
      }
    }
  }

  #encode({ name, labels, operation }: StreamedNumber, value: number): Buffer {
    return this.#encoder.metric({ name, labels, operation, value, time: this.#time });
  }
}

function streamedMetrics(registry: TrackedRegistry): readonly StreamedMetric[] {
  const { constantLabels } = registry;
  const families = new Map(registry.families.map((family) => [family.name, family]));
  return registry.getMetricsAsArray().flatMap(({ name, help, ...metric }): StreamedMetric[] => {
    const family = families.get(name);
    if (family !== undefined) return [new FamilyMetric(family, constantLabels)];
    const own = registry.getSingleMetric(name);
    const type = String(metric.type);
    if (own === undefined || type === 'summary' || LEFT_TO_SCRAPES.test(name)) return [];
    return [new LibraryMetric(own, { name, help, type }, constantLabels)];
  });
}

function now(): Timestamp {
  const time = Date.now();
  return { seconds: Math.floor(time / 1000), nanoseconds: (time % 1000) * 1e6 };
}
