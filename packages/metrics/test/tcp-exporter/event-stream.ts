import { parse, Reader } from 'protobufjs';
import { seriesKey } from '../parse-exposition.js';

/** `proto/event.proto` of metrics-exporter-tcp 0.11, with the timestamp that it imports. */
const { root } = parse(
  `
  syntax = "proto3";
  package event.proto;
  message Timestamp { int64 seconds = 1; int32 nanos = 2; }
  message Metadata {
    string name = 1;
    enum MetricType { COUNTER = 0; GAUGE = 1; HISTOGRAM = 2; }
    MetricType metric_type = 2;
    oneof unit { string unit_value = 3; }
    oneof description { string description_value = 4; }
  }
  message Metric {
    string name = 1;
    Timestamp timestamp = 2;
    map<string, string> labels = 3;
    oneof operation {
      uint64 increment_counter = 4;
      uint64 set_counter = 5;
      double increment_gauge = 6;
      double decrement_gauge = 7;
      double set_gauge = 8;
      double record_histogram = 9;
    }
  }
  message Event { oneof event { Metadata metadata = 1; Metric metric = 2; } }
`,
  { keepCase: true },
);
const eventType = root.lookupType('event.proto.Event');

export interface DecodedMetadata {
  readonly name: string;
  readonly metric_type: 'COUNTER' | 'GAUGE' | 'HISTOGRAM';
  readonly unit_value?: string;
  readonly description_value?: string;
}

export interface DecodedMetric {
  readonly name: string;
  readonly timestamp: { readonly seconds: number; readonly nanos?: number };
  readonly labels: Readonly<Record<string, string>>;
  /** The name of the one field that is there. */
  readonly operation: string;
  readonly [field: string]: unknown;
}

export interface DecodedEvent {
  readonly event: 'metadata' | 'metric';
  readonly metadata?: DecodedMetadata;
  readonly metric?: DecodedMetric;
}

/** What a client of the stream has, as it comes. */
export class EventStream {
  readonly events: DecodedEvent[] = [];
  readonly metadata = new Map<string, DecodedMetadata>();
  /** The newest value of each series, by {@link seriesKey}. */
  readonly values = new Map<string, number>();
  #rest = Buffer.alloc(0);

  /** Bytes of a message that is not complete. */
  get pendingBytes(): number {
    return this.#rest.length;
  }

  /** @throws Error for what is no event of the protocol */
  add(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (let length = this.#completeLength(); length !== undefined; length = this.#completeLength()) {
      const message = eventType.decodeDelimited(new Reader(this.#rest.subarray(0, length)));
      this.#take(eventType.toObject(message, { longs: Number, enums: String, oneofs: true }) as DecodedEvent);
      this.#rest = this.#rest.subarray(length);
    }
  }

  valueOf(name: string, labels: Readonly<Record<string, string>> = {}): number | undefined {
    return this.values.get(seriesKey(name, labels));
  }

  /** With its prefix of the length, of the next message; undefined while it is not complete. */
  #completeLength(): number | undefined {
    let length = 0;
    for (const [index, byte] of this.#rest.subarray(0, 5).entries()) {
      length += (byte % 128) * 128 ** index;
      if (byte < 128) return this.#rest.length > index + length ? index + 1 + length : undefined;
    }
    return undefined;
  }

  #take(event: DecodedEvent): void {
    this.events.push(event);
    const { metadata, metric } = event;
    if (metadata !== undefined) this.metadata.set(metadata.name, metadata);
    if (metric === undefined) return;
    const { name, labels = {}, operation } = metric;
    this.values.set(seriesKey(name, labels), Number(metric[operation]));
  }
}
