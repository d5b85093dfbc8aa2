import { checkConstantLabels, checkPrefix, InvalidMetricsOption } from './label-rules.js';

describe('checkPrefix', () => {
  it.each(['', 'sockudo_', 'a:b_', '_x'])('accepts %p', (prefix) => {
    expect(() => checkPrefix(prefix)).not.toThrow();
  });

  it.each(['9_', 'my-server_', 'a b', 'ü_', 'a\n'])('refuses %p', (prefix) => {
    expect(() => checkPrefix(prefix)).toThrow(InvalidMetricsOption);
  });
});

describe('checkConstantLabels', () => {
  it('accepts ordinary labels with any values', () => {
    expect(() => checkConstantLabels({ environment: 'prod', region: 'eu "1"\n' })).not.toThrow();
  });

  it.each(['instance', 'job', 'le', 'quantile', 'app_id', '__name', '1st', 'a-b', ''])(
    'refuses %p',
    (name) => {
      expect(() => checkConstantLabels({ [name]: 'x' })).toThrow(InvalidMetricsOption);
    },
  );
});
