import { Arrivals } from '../packet/arrivals.js';
import { ChannelFlows } from './channel-flow.js';

function refTo(name: string) {
  return { appId: 'app-id', name };
}

test('each channel counts by itself', () => {
  const flows = new ChannelFlows();
  const a = flows.of(refTo('a'));
  expect(flows.advance(a)).toEqual({ sequence: 1, isFirst: true });
  expect(flows.advance(a)).toEqual({ sequence: 2, isFirst: false });
  expect(flows.of(refTo('a'))).toBe(a);
  expect(flows.advance(flows.of(refTo('b')))).toMatchObject({ isFirst: true });
});

test('a forgotten count begins above all that were used, and no receiver takes it for a duplicate or a gap', () => {
  const flows = new ChannelFlows(2);
  const arrivals = new Arrivals();
  const say = (name: string) => flows.advance(flows.of(refTo(name)));
  const heard = [];
  for (const name of ['a', 'a', 'b', 'c', 'd', 'a', 'a', 'c', 'd', 'a']) {
    const number = say(name);
    if (name === 'a') heard.push(arrivals.note({ origin: 'node', ...number }));
  }
  expect(heard).toEqual(['next', 'next', 'next', 'next', 'next']);
});

test('a count is not forgotten while something waits for its number', () => {
  const flows = new ChannelFlows(1);
  const a = flows.of(refTo('a'));
  a.pending = [{ kind: 'hint', version: 1 }];
  flows.of(refTo('b'));
  expect(flows.of(refTo('a'))).toBe(a);
});
