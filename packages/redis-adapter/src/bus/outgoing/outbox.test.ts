import type { Batch } from '@shoal/core';
import { FakeClock } from '@shoal/core/testing';
import type { PacketPart } from '../packet/packet.js';
import { ChannelFlows } from './channel-flow.js';
import { Outbox } from './outbox.js';

function refTo(name: string) {
  return { appId: 'app-id', name };
}

function batchOf(name: string, bytes = 1): Batch {
  return { channel: refTo(name), frames: Buffer.alloc(bytes), messages: 1, exclusions: [] };
}

function setUp() {
  const clock = new FakeClock();
  const sent: { room: string; parts: readonly PacketPart[] }[] = [];
  const outbox = new Outbox({
    clock,
    flows: new ChannelFlows(),
    together: (sendAll) => sendAll(),
    send: ({ room }, parts) => sent.push({ room, parts }),
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

test('more than a mebibyte does not wait for the end of the tick', () => {
  const { clock, outbox, sent } = setUp();
  outbox.addBatch(batchOf('a', 600 * 1024));
  outbox.addBatch(batchOf('a', 600 * 1024));
  expect(sent).toHaveLength(1);
  outbox.addBatch(batchOf('a'));
  clock.advance(0);
  expect(sent.map(({ parts }) => parts.length)).toEqual([2, 1]);
});
