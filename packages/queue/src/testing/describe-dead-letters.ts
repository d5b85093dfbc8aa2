import type { DeadLetter, DeadLetters } from '../dead-letters.js';
import { BadCursorError } from '../queue-errors.js';
import type { Task } from './gated-handler.js';

/** An implementation of DeadLetters that is held to the port's promises. */
export interface DeadLettersSubject {
  readonly name: string;
  create(maxPerGroup?: number): Promise<DeadLettersFixture>;
}

export interface DeadLettersFixture extends AsyncDisposable {
  readonly letters: DeadLetters<Task>;
}

const minute = 60_000;
const start = Date.UTC(2026, 0, 1);

function letter(id: string, more: Partial<DeadLetter<Task>> = {}): DeadLetter<Task> {
  const fields = { group: 'app-1', topic: 'hook-1', data: { step: 1 }, reason: 'status 500', attempts: 3 };
  return { id, failedAt: start, ...fields, ...more };
}

interface Range {
  readonly topic?: string;
  readonly order?: 'oldest';
  readonly limit: number;
}

/** All pages. @param between runs after each of them */
async function listAll(
  letters: DeadLetters<Task>,
  range: Range,
  between = async () => {},
): Promise<string[][]> {
  const pages: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await letters.list({
      group: 'app-1',
      ...range,
      ...(cursor === undefined ? {} : { cursor }),
    });
    pages.push(page.letters.map(({ id }) => id));
    cursor = page.cursor;
    await between();
  } while (cursor !== undefined);
  return pages;
}

/** Declares what every DeadLetters promises. */
export function describeDeadLetters(subject: DeadLettersSubject): void {
  describe(`${subject.name} as DeadLetters`, () => {
    test('keeps a letter whole', async () => {
      await using fixture = await subject.create();
      const { letters } = fixture;
      const one = letter('a-1', { topic: 'hook "1"\n}', reason: 'Ünïcode\nand lines', data: { step: 5 } });
      expect(await letters.add(one)).toBe(0);
      expect(await letters.find('app-1', 'a-1')).toEqual(one);
      expect((await letters.list({ group: 'app-1', limit: 10 })).letters).toEqual([one]);
      expect((await letters.list({ group: 'app-1', topic: one.topic, limit: 10 })).letters).toEqual([one]);
      expect(await letters.count()).toBe(1);
    });

    test('groups are apart', async () => {
      await using fixture = await subject.create();
      const { letters } = fixture;
      await letters.add(letter('a-1'));
      await letters.add(letter('a-1', { group: 'app-2', attempts: 9 }));
      expect(await letters.count()).toBe(2);
      expect(await letters.remove('app-1', 'a-1')).toBe(true);
      expect(await letters.remove('app-1', 'a-1')).toBe(false);
      expect(await letters.find('app-1', 'a-1')).toBeUndefined();
      expect(await letters.find('app-2', 'a-1')).toMatchObject({ attempts: 9 });
      expect((await letters.list({ group: 'app-1', limit: 10 })).letters).toEqual([]);
      expect(await letters.count()).toBe(1);
    });

    test('the same id again replaces the letter', async () => {
      await using fixture = await subject.create();
      const { letters } = fixture;
      await letters.add(letter('a-1'));
      await letters.add(letter('a-2', { failedAt: start + 1 }));
      await letters.add(letter('a-1', { failedAt: start + 2, topic: 'hook-2' }));
      expect(await letters.count()).toBe(2);
      expect(await listAll(letters, { limit: 10 })).toEqual([['a-1', 'a-2']]);
      expect(await listAll(letters, { topic: 'hook-1', limit: 10 })).toEqual([['a-2']]);
      expect(await listAll(letters, { topic: 'hook-2', limit: 10 })).toEqual([['a-1']]);
    });

    test('lists by page, newest first, of all topics or of one', async () => {
      await using fixture = await subject.create();
      const { letters } = fixture;
      for (let index = 0; index < 7; index += 1) {
        // Three at a time in the same millisecond, added out of order.
        const failedAt = start + Math.floor(((index * 5) % 7) / 3);
        await letters.add(
          letter(`a-${(index * 5) % 7}`, { failedAt, topic: `hook-${((index * 5) % 7) % 2}` }),
        );
      }
      expect(await listAll(letters, { limit: 3 })).toEqual([
        ['a-6', 'a-5', 'a-4'],
        ['a-3', 'a-2', 'a-1'],
        ['a-0'],
      ]);
      expect(await listAll(letters, { topic: 'hook-0', limit: 2 })).toEqual([
        ['a-6', 'a-4'],
        ['a-2', 'a-0'],
      ]);
      expect(await listAll(letters, { topic: 'none', limit: 2 })).toEqual([[]]);
    });

    test('lists by page, oldest first, while letters come and go', async () => {
      await using fixture = await subject.create();
      const { letters } = fixture;
      for (let index = 0; index < 7; index += 1) {
        await letters.add(
          letter(`a-${index}`, { failedAt: start + Math.floor(index / 3), topic: `hook-${index % 2}` }),
        );
      }
      const order = 'oldest';
      expect(await listAll(letters, { order, topic: 'hook-0', limit: 2 })).toEqual([
        ['a-0', 'a-2'],
        ['a-4', 'a-6'],
      ]);
      // The one that the cursor was made of, and one to come.
      const remove = () => Promise.all([letters.remove('app-1', 'a-2'), letters.remove('app-1', 'a-4')]);
      const pages = await listAll(letters, { order, limit: 3 }, async () => {
        await remove();
      });
      expect(pages).toEqual([
        ['a-0', 'a-1', 'a-2'],
        ['a-3', 'a-5', 'a-6'],
      ]);
    });

    test('pages neither repeat nor leave out, while letters come and go', async () => {
      await using fixture = await subject.create();
      const { letters } = fixture;
      for (let index = 0; index < 9; index += 1)
        await letters.add(letter(`a-${index}`, { failedAt: start + index }));
      let added = 0;
      const pages = await listAll(letters, { limit: 3 }, async () => {
        added += 1;
        await letters.add(letter(`new-${added}`, { failedAt: start + minute + added }));
        // The one that the cursor was made of, and one to come.
        await letters.remove('app-1', ['a-6', 'a-2'][added - 1] ?? '');
        await letters.remove('app-1', ['a-4', 'a-0'][added - 1] ?? '');
      });
      expect(pages.flat()).toEqual(['a-8', 'a-7', 'a-6', 'a-5', 'a-3', 'a-2', 'a-1']);
    });

    test('the oldest make room, and are counted', async () => {
      await using fixture = await subject.create(3);
      const { letters } = fixture;
      const gone: number[] = [];
      for (let index = 0; index < 5; index += 1) {
        gone.push(
          await letters.add(letter(`a-${index}`, { failedAt: start + index, topic: `hook-${index % 2}` })),
        );
      }
      await letters.add(letter('b-1', { group: 'app-2' }));
      expect(gone).toEqual([0, 0, 0, 1, 1]);
      expect(await listAll(letters, { limit: 10 })).toEqual([['a-4', 'a-3', 'a-2']]);
      expect(await listAll(letters, { topic: 'hook-0', limit: 10 })).toEqual([['a-4', 'a-2']]);
      expect(await letters.find('app-1', 'a-0')).toBeUndefined();
      expect(await letters.add(letter('a-4', { failedAt: start + 9 }))).toBe(0);
      expect(await letters.count()).toBe(4);
    });

    test('those of one topic are counted, in all groups', async () => {
      await using fixture = await subject.create();
      const { letters } = fixture;
      await letters.add(letter('a-1', { topic: 'one' }));
      await letters.add(letter('a-2', { topic: 'two' }));
      await letters.add(letter('a-1', { group: 'app-2', topic: 'one' }));
      const counts = async () => Promise.all(['one', 'two', 'three'].map((topic) => letters.count(topic)));
      expect(await counts()).toEqual([2, 1, 0]);
      await letters.remove('app-1', 'a-1');
      expect(await counts()).toEqual([1, 1, 0]);
    });

    test.each(['', 'x', 'bm90IGEgY3Vyc29y'])('refuses the cursor %j', async (cursor) => {
      await using fixture = await subject.create();
      await expect(fixture.letters.list({ group: 'app-1', limit: 1, cursor })).rejects.toThrow(
        BadCursorError,
      );
    });
  });
}
