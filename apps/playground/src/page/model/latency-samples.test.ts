import { LatencySamples } from './latency-samples.js';

it('has no summary before the first sample', () => {
  expect(new LatencySamples().summarize()).toBeUndefined();
});

it('gives the last and the percentiles by nearest rank, in whatever order they came', () => {
  const samples = new LatencySamples();
  for (let value = 100; value >= 1; value -= 1) samples.add(value);
  expect(samples.summarize()).toEqual({ last: 1, p50: 50, p95: 95 });
});

it('forgets what is older than the last hundred', () => {
  const samples = new LatencySamples();
  for (let value = 1; value <= 150; value += 1) samples.add(value);
  expect(samples.values).toEqual(Array.from({ length: 100 }, (_, index) => index + 51));
});
