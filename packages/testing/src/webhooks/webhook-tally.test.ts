import type { ReceivedEvent } from './received-webhook.js';
import { WebhookTally } from './webhook-tally.js';

const webhook = (events: ReceivedEvent[], isValid = true, arrivedAt = 1) => ({
  url: '/',
  headers: {},
  body: '',
  arrivedAt,
  isValid,
  events,
});

it('counts requests, events and ids', () => {
  const tally = new WebhookTally();
  tally.add(webhook([{ name: 'a', id: '1' }, { name: 'b' }], true, 10), true);
  tally.add(webhook([{ name: 'a', id: '1' }], true, 11), true);
  tally.add(webhook([{ name: 'a', id: '2' }], true, 12), false);
  tally.add(webhook([], false, 13), true);
  expect(tally.read()).toEqual({
    requests: 4,
    accepted: 2,
    invalid: 1,
    events: 3,
    distinct: 1,
    withoutId: 1,
    byName: { a: 2, b: 1 },
    firstAt: 10,
    lastAt: 13,
  });
  expect([...tally.ids()]).toEqual(['1']);
});

it('keeps the first arrival of each id at each address, when it shall', () => {
  const tally = new WebhookTally({ keepsArrivals: true });
  const event = { name: 'a', channel: 'c', id: '1', version: 7, time_ms: 5, more: 'left out' };
  tally.add(webhook([event, { name: 'b', channel: 'c' }]), false);
  tally.add(webhook([event, { name: 'b', channel: 'c', id: '2' }]), true);
  tally.add(webhook([event]), true);
  tally.add({ ...webhook([event]), url: '/other' }, true);
  const { more, ...arrival } = event;
  expect([...tally.arrivals()]).toEqual([
    { url: '/', ...arrival },
    { url: '/', name: 'b', channel: 'c', id: '2' },
    { url: '/other', ...arrival },
  ]);
  tally.clear();
  expect([...tally.arrivals()]).toEqual([]);
});

it('keeps neither endless names nor endless ids', () => {
  const tally = new WebhookTally();
  const events = Array.from({ length: 60 }, (_, index) => ({ name: `n${index}`, id: 'x'.repeat(101) }));
  tally.add(webhook(events), true);
  const { byName, distinct, withoutId } = tally.read();
  expect(Object.keys(byName)).toHaveLength(51);
  expect(byName.other).toBe(10);
  expect({ distinct, withoutId }).toEqual({ distinct: 0, withoutId: 60 });
});

it('begins anew', () => {
  const tally = new WebhookTally();
  tally.add(webhook([{ name: 'a', id: '1' }]), true);
  tally.clear();
  expect(tally.read()).toEqual(new WebhookTally().read());
});
