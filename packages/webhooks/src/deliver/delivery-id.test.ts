import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { laneName } from '../produce/lane-name.js';
import { createTestEvent } from '../testing/test-app.js';
import { deliveryId, laneRequestId, replayId, replaysOf, sliceId, turnId } from './delivery-id.js';
import { laneEvent } from './webhook-job.js';

// Short, and of what ids are written with, so that two of them often differ only in where a part ends.
const name = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '0', '1', '-', '.', 'r', 'n'), minLength: 1, maxLength: 6 }),
  fc.constantFrom('prod', 'prod-eu', 'eu-audit', 'audit', 'audit-0', 'x', 'x-r1', 'x.r1', '\ud800', '\ud801'),
);
const few = fc.integer({ min: 0, max: 12 });

const delivery = fc.record({
  kind: fc.constantFrom('slice', 'lane'),
  ...{ appId: name, endpointId: name, source: name, count: few, replay: few },
});
type Named = typeof delivery extends fc.Arbitrary<infer Value> ? Value : never;

function idOf({ kind, source, count, replay, ...endpoint }: Named): string {
  const items = Array.from({ length: count + 1 }, () => laneEvent(createTestEvent(source)));
  const id = kind === 'slice' ? sliceId(source, endpoint, count) : laneRequestId(endpoint, items);
  return replay === 0 ? id : replayId(id, replay);
}

test('no two requests have the same id, and each knows how often it was replayed', () => {
  fc.assert(
    fc.property(delivery, delivery, (one, other) => {
      expect(idOf(one) === idOf(other)).toBe(isDeepStrictEqual(one, other));
      expect(replaysOf(idOf(one))).toBe(one.replay);
      expect(deliveryId(idOf(one))).toBe(idOf({ ...one, replay: 0 }));
    }),
    { numRuns: 1_000 },
  );
});

test('no two endpoints have a lane in common, and no turn has the id of a request', () => {
  const channel = 'news';
  fc.assert(
    fc.property(delivery, delivery, (one, other) => {
      const [lane, otherLane] = [laneName({ ...one, channel }), laneName({ ...other, channel })];
      const isSame = one.appId === other.appId && one.endpointId === other.endpointId;
      expect(lane === otherLane).toBe(isSame);
      expect(turnId(lane, one.count) === turnId(otherLane, other.count)).toBe(
        isSame && one.count === other.count,
      );
      expect(turnId(lane, one.count)).not.toBe(idOf(other));
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  [
    { appId: 'prod', endpointId: 'eu-audit' },
    { appId: 'prod-eu', endpointId: 'audit' },
  ],
  [
    { appId: 'a', endpointId: 'audit' },
    { appId: 'a', endpointId: 'audit-0' },
  ],
])('%j and %j are apart', (one, other) => {
  expect(sliceId('b-1', one, 0)).not.toBe(sliceId('b-1', other, 0));
  expect(laneName({ ...one, channel: 'news' })).not.toBe(laneName({ ...other, channel: 'news' }));
});

test('ids are short and have no colon, whatever the app is called', () => {
  const endpoint = { appId: ':'.repeat(255), endpointId: 'e'.repeat(64) };
  expect(sliceId('1d9bdc80fe7d65026d-2571', endpoint, 99)).toMatch(/^[0-9a-z.-]{1,60}$/);
  expect(turnId(laneName({ ...endpoint, channel: 'a:b' }), 1_795_321_578_048)).toMatch(/^[0-9a-f.]{1,60}$/);
});
