import { FakeClock } from '@shoal/core/testing';
import { Turnstile } from './turnstile.js';

function setUp() {
  const clock = new FakeClock();
  const room = { isThere: true };
  const turnstile = new Turnstile({ clock, hasRoom: () => room.isThere });
  const inside: { name: string; leave: () => void }[] = [];
  const enter = (name: string) => turnstile.enter((leave) => inside.push({ name, leave }));
  return { clock, room, inside, enter };
}

test('who finds nobody passes at once; the others follow one by one, each in a turn of its own', () => {
  const { clock, inside, enter } = setUp();
  expect(['a', 'b', 'c'].map(enter)).toEqual([true, false, false]);
  clock.advance(10);
  expect(inside.map(({ name }) => name)).toEqual(['a']);
  for (const names of [
    ['a', 'b'],
    ['a', 'b', 'c'],
  ]) {
    inside.at(-1)?.leave();
    clock.advance(1);
    expect(inside.map(({ name }) => name)).toEqual(names);
  }
});

test('without room nobody passes', () => {
  const { clock, room, inside, enter } = setUp();
  enter('a');
  inside[0]?.leave();
  room.isThere = false;
  expect(enter('b')).toBe(false);
  clock.advance(100);
  expect(inside).toHaveLength(1);
  room.isThere = true;
  clock.advance(1);
  expect(inside).toHaveLength(2);
});

test('after a quarter of a second the next one passes, whatever keeps the last one in', () => {
  const { clock, room, inside, enter } = setUp();
  room.isThere = false;
  for (const name of ['a', 'b', 'c']) enter(name);
  clock.advance(240);
  expect(inside).toHaveLength(1);
  clock.advance(20);
  expect(inside).toHaveLength(2);
  // Who leaves late does not let anybody in who has not waited for his own turn.
  inside[0]?.leave();
  clock.advance(20);
  expect(inside).toHaveLength(2);
});
