import fc from 'fast-check';
import { FixedHistogram } from './fixed-histogram.js';

const finiteValue = fc.double({ min: 0, max: 1e6, noNaN: true });
const bounds = fc
  .uniqueArray(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 12 })
  .map((values) => values.sort((a, b) => a - b));

describe('FixedHistogram', () => {
  it('counts as a list of all values would', () => {
    fc.assert(
      fc.property(bounds, fc.array(finiteValue), (upperBounds, values) => {
        const sharedLabels = { kind: 'ping' };
        const histogram = new FixedHistogram(sharedLabels, upperBounds);
        for (const value of values) histogram.observe(value);

        const buckets = [...upperBounds, Number.POSITIVE_INFINITY].map((bound) => ({
          metricName: 'x_bucket',
          labels: { le: bound === Number.POSITIVE_INFINITY ? '+Inf' : String(bound) },
          sharedLabels,
          value: values.filter((value) => value <= bound).length,
        }));
        expect(histogram.samples('x')).toEqual([
          ...buckets,
          {
            metricName: 'x_sum',
            labels: {},
            sharedLabels,
            value: values.reduce((sum, value) => sum + value, 0),
          },
          { metricName: 'x_count', labels: {}, sharedLabels, value: values.length },
        ]);
      }),
    );
  });

  it('counts a value that equals a bound within it', () => {
    const histogram = new FixedHistogram({}, [1, 2]);
    histogram.observe(1);
    expect(histogram.samples('x')[0]).toEqual({
      metricName: 'x_bucket',
      labels: { le: '1' },
      sharedLabels: {},
      value: 1,
    });
  });

  it.each([Number.NaN, -5, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])('counts %p as 0', (value) => {
    const histogram = new FixedHistogram({}, [1]);
    histogram.observe(value);
    histogram.observe(0.5);
    expect(histogram.samples('x').map((sample) => sample.value)).toEqual([2, 2, 0.5, 2]);
  });
});
