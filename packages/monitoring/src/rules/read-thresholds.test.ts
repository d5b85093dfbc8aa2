import { defaultThresholds, InvalidThreshold, readThresholds } from './read-thresholds.js';

describe('readThresholds', () => {
  it('takes what is given, and the defaults for the rest', () => {
    expect(readThresholds({ connectionsPerServer: 20_000 })).toEqual({
      ...defaultThresholds,
      connectionsPerServer: 20_000,
    });
  });

  it.each([
    [
      { connectionsPerServr: 5 },
      'There is no threshold connectionsPerServr. There are connectionsPerServer, ',
    ],
    [{ connectionsPerServer: '5' }, 'The threshold connectionsPerServer has to be a number; it is "5".'],
    [{ connectionsPerServer: null }, 'The threshold connectionsPerServer has to be a number; it is null.'],
    [{ connectionsPerServer: -1 }, 'The threshold connectionsPerServer has to be 0 or more; it is -1.'],
    [{ httpErrorRatio: 10 }, 'The threshold httpErrorRatio has to be above 0 and below 1; it is 10.'],
    [
      { fanoutLatencySeconds: 0.2 },
      'The threshold fanoutLatencySeconds has to be a bound of the buckets of fanout_latency_seconds: 0.0001, ',
    ],
    [[], 'Thresholds are an object of numbers'],
    ['5', 'Thresholds are an object of numbers'],
  ])('refuses %j', (given, message) => {
    expect(() => readThresholds(given)).toThrow(InvalidThreshold);
    expect(() => readThresholds(given)).toThrow(message);
  });
});
