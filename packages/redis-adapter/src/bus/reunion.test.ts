import { FakeClock } from '@shoal/core/testing';
import { Reunion } from './reunion.js';

function setUp() {
  const clock = new FakeClock();
  const hearing = { isAnswering: true };
  const publishing = { isAnswering: true, isUp: true };
  const reunion = new Reunion({ hearing, publishing, clock, grace: 1000 });
  return { clock, hearing, publishing, reunion };
}

test('a cut of the publishing connection alone is over when it is back', () => {
  const { publishing, reunion } = setUp();
  Object.assign(publishing, { isAnswering: false, isUp: false });
  reunion.lost();
  expect(reunion.isUp).toBe(false);
  Object.assign(publishing, { isAnswering: true, isUp: true });
  expect(reunion.isUp).toBe(true);
});

test('after a cut of both, the others get a grace from when this node hears again', () => {
  const { clock, hearing, publishing, reunion } = setUp();
  Object.assign(publishing, { isAnswering: false, isUp: false });
  reunion.lost();
  hearing.isAnswering = false;
  reunion.lost();
  Object.assign(publishing, { isAnswering: true, isUp: true });
  hearing.isAnswering = true;
  reunion.check(false);
  clock.advance(5000);
  reunion.check(true);
  clock.advance(999);
  reunion.check(true);
  expect(reunion.isUp).toBe(false);
  clock.advance(1);
  reunion.check(true);
  expect(reunion.isUp).toBe(true);
});

test('a cut of the publishing connection while the other one is silent is a loss of both', () => {
  const { hearing, publishing, reunion } = setUp();
  hearing.isAnswering = false;
  Object.assign(publishing, { isAnswering: false, isUp: false });
  reunion.lost();
  Object.assign(publishing, { isAnswering: true, isUp: true });
  hearing.isAnswering = true;
  expect(reunion.isUp).toBe(false);
});
