import type { Batch } from '@shoal/core';
import { FakeClock } from '@shoal/core/testing';
import { ChannelFlows } from './channel-flow.js';
import { Outbox, type Said } from './outbox.js';

function refTo(name: string) {
  return { appId: 'app-id', name };
}

function batchOf(name: string, { bytes = 1, acceptedAt = 0 } = {}): Batch {
  return { channel: refTo(name), frames: Buffer.alloc(bytes), messages: 1, acceptedAt, exclusions: [] };
}

function setUp() {
  const clock = new FakeClock();
  const sent: (Said & { readonly room: string })[] = [];
  const outbox = new Outbox({
    clock,
    flows: new ChannelFlows(),
    together: (sendAll) => sendAll(),
    send: ({ room }, said) => sent.push({ room, ...said }),
  });
  return { clock, outbox, sent };
}

test('a channel is one packet a tick: its batches in order, and of its hints the highest version', () => {
  const { clock, outbox, sent } = setUp();
  const [first, second] = [batchOf('a'), batchOf('a')];
  outbox.addBatch(first);
  outbox.addHint(refTo('a'), 3);
  outbox.addHint(refTo('b'), 1);
  outbox.addHint(refTo('a'), 5);
  outbox.addBatch(second);
  outbox.addHint(refTo('a'), 4);
  expect(sent).toEqual([]);
  clock.advance(0);
  expect(sent.map(({ parts }) => parts)).toEqual([
    [
      { kind: 'batch', batch: first },
      { kind: 'hint', version: 5 },
      { kind: 'batch', batch: second },
    ],
    [{ kind: 'hint', version: 1 }],
  ]);
});

test('a new tick is a new packet', () => {
  const { clock, outbox, sent } = setUp();
  outbox.addBatch(batchOf('a'));
  clock.advance(0);
  outbox.addBatch(batchOf('a'));
  clock.advance(0);
  expect(sent).toHaveLength(2);
});

test('a packet is as old as its oldest batch; one of hints alone is new', () => {
  const { clock, outbox, sent } = setUp();
  for (const acceptedAt of [900, 700, 800]) outbox.addBatch(batchOf('a', { acceptedAt }));
  clock.advance(5);
  outbox.addHint(refTo('a'), 1);
  clock.advance(0);
  expect(sent.map(({ acceptedAt }) => acceptedAt)).toEqual([700, clock.now()]);
});

test('more than a mebibyte does not wait for the end of the tick', () => {
  const { clock, outbox, sent } = setUp();
  outbox.addBatch(batchOf('a', { bytes: 600 * 1024 }));
  outbox.addBatch(batchOf('a', { bytes: 600 * 1024 }));
  expect(sent).toHaveLength(1);
  outbox.addBatch(batchOf('a'));
  clock.advance(0);
  expect(sent.map(({ parts }) => parts.length)).toEqual([2, 1]);
});
