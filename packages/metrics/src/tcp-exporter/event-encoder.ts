import type { LabelSet } from '../catalogue/metric-definition.js';
import { ReverseWriter } from './reverse-writer.js';

/** What a metric is, as readers of the stream are told once. */
export interface MetadataEvent {
  readonly name: string;
  readonly type: keyof typeof TYPES;
  /** One of the words that readers know, `seconds`, `bytes` or `count` for example. */
  readonly unit: string;
  readonly description: string;
}

/** Since 1970. */
export interface Timestamp {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** A new value of one series. */
export interface MetricEvent {
  readonly name: string;
  readonly labels: LabelSet;
  /** When it was read. */
  readonly time: Timestamp;
  readonly operation: keyof typeof OPERATIONS;
  /** Of counters: whole and not negative. */
  readonly value: number;
}

const TYPES = { counter: 0, gauge: 1, histogram: 2 };

/** Field numbers in `Metric`. Counters are uint64, all others doubles. */
const OPERATIONS = {
  increment_counter: 4,
  set_counter: 5,
  increment_gauge: 6,
  decrement_gauge: 7,
  set_gauge: 8,
  record_histogram: 9,
};

const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;

/**
 * Encodes what metrics-exporter-tcp 0.11 puts on the wire (`proto/event.proto` there): each message is its length as
 * a varint and a Protocol Buffers `Event`. Fields with the default value are left out, but never the operation: a
 * reader knows it by its presence, also when it is 0.
 */
export class EventEncoder {
  readonly #writer = new ReverseWriter();

  metadata({ name, type, unit, description }: MetadataEvent): Buffer {
    this.#text(4, description);
    this.#text(3, unit);
    if (TYPES[type] !== 0) {
      this.#writer.varint(TYPES[type]);
      this.#tag(2, VARINT);
    }
    this.#text(1, name);
    return this.#finish(1);
  }

  metric({ name, labels, time, operation, value }: MetricEvent): Buffer {
    this.#operation(operation, value);
    // Last first, so that a reader meets the keys in rising order.
    for (const key of Object.keys(labels).sort().reverse()) this.#label(key, labels[key] ?? '');
    this.#timestamp(time);
    this.#text(1, name);
    return this.#finish(2);
  }

  #operation(operation: MetricEvent['operation'], value: number): void {
    const isCounter = operation === 'increment_counter' || operation === 'set_counter';
    if (isCounter) this.#writer.varint(value);
    else this.#writer.fixed64(value);
    this.#tag(OPERATIONS[operation], isCounter ? VARINT : FIXED64);
  }

  #label(key: string, value: string): void {
    const before = this.#writer.length;
    this.#text(2, value);
    this.#text(1, key);
    this.#endMessage(3, before);
  }

  #timestamp({ seconds, nanoseconds }: Timestamp): void {
    const before = this.#writer.length;
    if (nanoseconds > 0) {
      this.#writer.varint(nanoseconds);
      this.#tag(2, VARINT);
    }
    if (seconds > 0) {
      this.#writer.varint(seconds);
      this.#tag(1, VARINT);
    }
    this.#endMessage(2, before);
  }

  #text(field: number, value: string): void {
    const before = this.#writer.length;
    this.#writer.text(value);
    this.#endMessage(field, before);
  }

  /** Puts tag and length before everything that was written since. */
  #endMessage(field: number, lengthBefore: number): void {
    this.#writer.varint(this.#writer.length - lengthBefore);
    this.#tag(field, LENGTH_DELIMITED);
  }

  #tag(field: number, wireType: number): void {
    this.#writer.varint(field * 8 + wireType);
  }

  /** @param field of `Event` that holds what was written */
  #finish(field: number): Buffer {
    this.#endMessage(field, 0);
    this.#writer.varint(this.#writer.length);
    return this.#writer.take();
  }
}
