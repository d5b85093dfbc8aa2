import fc from 'fast-check';
import { EventStream } from '../../test/tcp-exporter/event-stream.js';
import { EventEncoder, type MetricEvent } from './event-encoder.js';

const encoder = new EventEncoder();

/** Made with the exporter's own event.proto. */
describe('the bytes of metrics-exporter-tcp', () => {
  const sent = {
    name: 'sockudo_messages_sent_total',
    labels: { app_id: 'a1' },
    time: { seconds: 1_700_000_000, nanoseconds: 5 },
  };
  const second = { labels: {}, time: { seconds: 1, nanoseconds: 0 } };

  it('of metadata', () => {
    const bytes = encoder.metadata({
      ...{ name: 'sockudo_active_connections', type: 'gauge' },
      ...{ unit: 'count', description: 'Active sockets' },
    });
    expect(bytes.toString('hex')).toBe(
      '370a350a1a736f636b75646f5f6163746976655f636f6e6e656374696f6e7310011a05636f756e74220e41637469766520736f636b657473',
    );
  });

  it.each<[MetricEvent, string]>([
    [
      { ...sent, operation: 'increment_counter', value: 0 },
      '3912370a1b736f636b75646f5f6d657373616765735f73656e745f746f74616c12080880e2cfaa0610051a0c0a066170705f6964120261312000',
    ],
    [
      { ...sent, operation: 'set_counter', value: 300 },
      '3a12380a1b736f636b75646f5f6d657373616765735f73656e745f746f74616c12080880e2cfaa0610051a0c0a066170705f69641202613128ac02',
    ],
    [
      { ...second, name: 'd_seconds', operation: 'record_histogram', value: 0.25 },
      '1a12180a09645f7365636f6e64731202080149000000000000d03f',
    ],
    [{ ...second, name: 'g', operation: 'set_gauge', value: 0 }, '1212100a016712020801410000000000000000'],
  ])('of %j', (event, hex) => {
    expect(encoder.metric(event).toString('hex')).toBe(hex);
  });
});

const text = fc.string({ unit: 'binary', maxLength: 400 }).filter((value) => value.isWellFormed());
const labels = fc.dictionary(text, text, { maxKeys: 8 }).filter((set) => !('__proto__' in set));
const time = fc.record({
  seconds: fc.integer({ min: 0, max: 2 ** 40 }),
  nanoseconds: fc.integer({ min: 0, max: 999_999_999 }),
});
const told = fc.oneof(
  fc.record({
    operation: fc.constantFrom('increment_counter' as const, 'set_counter' as const),
    value: fc.maxSafeNat(),
  }),
  fc.record({
    operation: fc.constantFrom('set_gauge' as const, 'increment_gauge' as const, 'record_histogram' as const),
    value: fc.double({ noNaN: true }),
  }),
);

function decode(bytes: Buffer) {
  const stream = new EventStream();
  stream.add(bytes);
  expect(stream.pendingBytes).toBe(0);
  return stream.events;
}

describe('a decoder of the protocol reads back', () => {
  it('every number, label and time', () => {
    fc.assert(
      fc.property(fc.record({ name: text, labels, time }), told, (series, { operation, value }) => {
        const [{ metric } = {}] = decode(encoder.metric({ ...series, operation, value }));
        expect(metric).toMatchObject({ operation, [operation]: value });
        expect([metric?.name ?? '', metric?.labels ?? {}]).toEqual([series.name, { ...series.labels }]);
        const { seconds = 0, nanos = 0 } = metric?.timestamp ?? {};
        expect([seconds, nanos]).toEqual([series.time.seconds, series.time.nanoseconds]);
      }),
    );
  });

  it('every description, many messages in a row, and those that are longer than a buffer', () => {
    const description = 'ä'.repeat(5_000);
    const bytes = ['counter', 'gauge', 'histogram'].map((name, value) =>
      Buffer.concat([
        encoder.metadata({ name, type: name as 'counter', unit: 'bytes', description }),
        encoder.metric({
          name,
          labels: { b: '2', a: description },
          time: { seconds: 1, nanoseconds: 0 },
          ...{ operation: 'set_gauge', value },
        }),
      ]),
    );
    const events = decode(Buffer.concat(bytes));
    expect(events.map(({ metadata }) => metadata?.metric_type ?? metadata?.name)).toEqual([
      ...['counter', undefined, 'GAUGE', undefined, 'HISTOGRAM', undefined],
    ]);
    expect(events[2]?.metadata).toMatchObject({ unit_value: 'bytes', description_value: description });
    expect(events.flatMap(({ metric }) => metric?.set_gauge ?? [])).toEqual([0, 1, 2]);
    expect(Object.keys(events[1]?.metric?.labels ?? {})).toEqual(['a', 'b']);
  });
});
