import { FakeClock } from '@shoal/core/testing';
import { PushRule } from './push-rule.js';

const mapping = {
  ...{ titleField: 'title', bodyField: 'body', templateDataField: 'data', includeRemainingFields: true },
};

function createRule(values: { channelPattern?: string; payloadMapping?: Partial<typeof mapping> } = {}) {
  const clock = new FakeClock();
  const { channelPattern = 'orders-*', payloadMapping } = values;
  const rule = { channelPattern, eventFilter: ['packed'], rateLimitPerSecond: 2 };
  return { clock, rule: new PushRule({ ...rule, payloadMapping: { ...mapping, ...payloadMapping } }, clock) };
}

test.each([
  ['orders-*', 'orders-1', true],
  ['orders-*', 'orders-', true],
  ['orders-*', 'order', false],
  ['orders-*', 'my-orders-1', false],
  ['*', 'anything', true],
  ['orders', 'orders', true],
  ['orders', 'orders-1', false],
])('%s and the channel %s', (channelPattern, channel, isItsOwn) => {
  expect(createRule({ channelPattern }).rule.hasChannel(channel)).toBe(isItsOwn);
});

test('an event is its own by its exact name', () => {
  const { rule } = createRule();
  expect(['packed', 'packed2', 'pack'].map((name) => rule.hasEvent(name))).toEqual([true, false, false]);
});

test('an event says title and body, and the rest goes with them', () => {
  const { rule } = createRule();
  expect(rule.payloadOf('{"title":"T","body":"B","id":7,"to":{"a":1}}')).toEqual({
    ...{ title: 'T', body: 'B', templateData: { data: { id: 7, to: { a: 1 } } } },
  });
  expect(rule.payloadOf('{"title":"T","body":"B"}')).toEqual({ title: 'T', body: 'B' });
});

test('fields may have other names, and the rest may stay where it is', () => {
  const payloadMapping = { titleField: 'a', bodyField: 'b', templateDataField: 'more' };
  const { rule } = createRule({ payloadMapping });
  const data = '{"a":"T","b":"B","title":1}';
  expect(rule.payloadOf(data)).toEqual({ title: 'T', body: 'B', templateData: { more: { title: 1 } } });
  const alone = createRule({ payloadMapping: { ...payloadMapping, includeRemainingFields: false } });
  expect(alone.rule.payloadOf(data)).toEqual({ title: 'T', body: 'B' });
});

test.each(['no JSON', '[]', 'null', '"text"', '{"title":"T"}', '{"title":"T","body":7}'])(
  'data that says neither is refused: %s',
  (data) => {
    expect(() => createRule().rule.payloadOf(data)).toThrow(expect.objectContaining({ key: 'bad_request' }));
  },
);

test('each app has so many in a second', () => {
  const { rule, clock } = createRule();
  const take = (appId: string) => () => rule.take(appId);
  take('a')();
  take('a')();
  expect(take('a')).toThrow(expect.objectContaining({ key: 'rate_limited' }));
  expect(take('b')).not.toThrow();
  clock.advance(1_000);
  expect(take('a')).not.toThrow();
});
