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
