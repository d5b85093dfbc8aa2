import fc from 'fast-check';
import { createTestEndpoint, createTestEvent } from '../testing/test-app.js';
import { fitting, requestsOf } from './request-limit.js';

const http = createTestEndpoint();
const lambda = createTestEndpoint({
  target: { kind: 'lambda', functionName: 'f', region: 'eu-west-1', isAwaited: false },
});

const KIB = 1024;

function said(kib: number, character = 'x') {
  const data = character.repeat((kib * KIB) / Buffer.byteLength(character));
  return createTestEvent('r', {
    event: { name: 'client_event', channel: 'private-a', event: 'client-b', data, socket_id: '1.1' },
  });
}

const saidOften = (count: number, kib: number, character?: string) =>
  Array.from({ length: count }, () => said(kib, character));

test('a request has at most 256 KiB of events, of which Lambda takes half', () => {
  expect(requestsOf(http, saidOften(12, 50)).map(({ length }) => length)).toEqual([5, 5, 2]);
  expect(requestsOf(lambda, saidOften(5, 50)).map(({ length }) => length)).toEqual([2, 2, 1]);
});

test('bytes are those of UTF-8', () => {
  expect(fitting(http, saidOften(12, 50, 'ü'))).toBe(5);
});

test('one event always fits', () => {
  expect(requestsOf(lambda, [said(300), said(1), said(300)]).map(({ length }) => length)).toEqual([1, 1, 1]);
});

test('nothing is left out, and no request has more events than the endpoint takes', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 30 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 10 }), (kib, maxEvents) => {
      const events = kib.map((each) => said(each));
      const requests = requestsOf({ ...http, maxEvents }, events);
      expect(requests.flat()).toEqual(events);
      for (const request of requests) {
        expect(request.length).toBeGreaterThanOrEqual(1);
        expect(request.length).toBeLessThanOrEqual(maxEvents);
        const bytes = Buffer.byteLength(JSON.stringify(request));
        if (request.length > 1) expect(bytes).toBeLessThan(257 * KIB);
      }
    }),
    { numRuns: 30 },
  );
});
