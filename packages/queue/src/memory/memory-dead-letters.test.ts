import { describeDeadLetters } from '../testing/describe-dead-letters.js';
import type { Task } from '../testing/gated-handler.js';
import { MemoryDeadLetters } from './memory-dead-letters.js';

describeDeadLetters({
  name: 'MemoryDeadLetters',
  create: async (maxPerGroup = 1_000) => ({
    letters: new MemoryDeadLetters<Task>({ maxPerGroup }),
    [Symbol.asyncDispose]: async () => undefined,
  }),
});

test('of too many bytes the oldest letters of the largest group make room', async () => {
  const reason = 'x'.repeat(1_000);
  const letters = new MemoryDeadLetters<Task>({ maxBytes: 5_000 });
  const add = (group: string, id: string, failedAt: number) =>
    letters.add({ id, group, topic: 't', data: { step: 1 }, reason, attempts: 1, failedAt });
  await add('small', 's-1', 1);
  for (const index of [2, 3, 4]) expect(await add('large', `l-${index}`, index)).toBe(0);
  expect(await add('small', 's-2', 5)).toBe(1);
  expect(await letters.find('large', 'l-2')).toBeUndefined();
  await letters.remove('large', 'l-3');
  expect(await add('large', 'l-5', 6)).toBe(0);
  expect(await letters.count()).toBe(4);
});

test('a letter that is too large by itself is not kept, nor does it stay in the way', async () => {
  const letters = new MemoryDeadLetters<Task>({ maxBytes: 500 });
  const letter = { group: 'g', topic: 't', data: { step: 1 }, attempts: 1, failedAt: 1 };
  expect(await letters.add({ ...letter, id: 'a', reason: 'x'.repeat(1_000) })).toBe(1);
  expect(await letters.add({ ...letter, id: 'b', reason: 'x' })).toBe(0);
  expect(await letters.count()).toBe(1);
});
