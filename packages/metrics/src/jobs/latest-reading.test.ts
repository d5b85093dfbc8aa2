import { LatestReading } from './latest-reading.js';

/** A source whose questions the test answers, in any order. */
class Source {
  readonly answers: ((value: number | undefined | Error) => void)[] = [];

  read(): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      this.answers.push((value) => (value instanceof Error ? reject(value) : resolve(value)));
    });
  }
}

function createReading() {
  const source = new Source();
  return { reading: new LatestReading(() => source.read()), answers: source.answers };
}

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

test('many scrapes at once, and for a second after, ask once', async () => {
  const { reading, answers } = createReading();
  const scrapes = Promise.all([reading.get(), reading.get()]);
  answers[0]?.(7);
  expect(await scrapes).toEqual([7, 7]);
  jest.advanceTimersByTime(999);
  expect(await reading.get()).toBe(7);
  expect(answers).toHaveLength(1);

  jest.advanceTimersByTime(1);
  const next = reading.get();
  answers[1]?.(8);
  expect(await next).toBe(8);
});

test('a scrape waits for a second, then makes do with what is known for five', async () => {
  const { reading, answers } = createReading();
  const first = reading.get();
  answers[0]?.(7);
  await first;
  for (const expected of [7, undefined]) {
    jest.advanceTimersByTime(2000);
    const scrape = reading.get();
    await jest.advanceTimersByTimeAsync(1000);
    expect(await scrape).toBe(expected);
  }
});

test('a question that is never answered is asked again, and a late answer does not replace a newer one', async () => {
  const { reading, answers } = createReading();
  const stuck = reading.get();
  await jest.advanceTimersByTimeAsync(1000);
  expect(await stuck).toBeUndefined();

  const next = reading.get();
  answers[1]?.(2);
  expect(await next).toBe(2);
  answers[0]?.(1);
  await jest.advanceTimersByTimeAsync(0);
  expect(await reading.get()).toBe(2);
});

test('a failure means that nobody knows, and is not asked about again at once', async () => {
  const { reading, answers } = createReading();
  const scrape = reading.get();
  answers[0]?.(new Error('away'));
  expect(await scrape).toBeUndefined();
  expect(await reading.get()).toBeUndefined();
  expect(answers).toHaveLength(1);
});
