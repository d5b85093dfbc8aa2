import { InvalidQuery, readQuery, replaceInQuery } from './read-query.js';

describe('readQuery', () => {
  it('gives the metrics with their matchers, and the labels of groupings and joins', () => {
    const query = readQuery(
      'sum by (instance, le) (rate(a_total{status=~"5..", app_id!="x"}[5m] offset 1h)) / on (job) group_left (node) b:c > 0',
    );
    expect(query).toEqual({
      selectors: [
        {
          metric: 'a_total',
          matchers: [
            { label: 'status', operator: '=~', value: '5..' },
            { label: 'app_id', operator: '!=', value: 'x' },
          ],
        },
        { metric: 'b:c', matchers: [] },
      ],
      groupingLabels: ['instance', 'le', 'job', 'node'],
    });
  });

  it('keeps a selector without a name apart, and reads all three kinds of quotes', () => {
    expect(readQuery(`absent({__name__='a\\'b', x="c\\\\d", y=\`\\e\`})`).selectors).toEqual([
      {
        metric: '',
        matchers: [
          { label: '__name__', operator: '=', value: "a'b" },
          { label: 'x', operator: '=', value: 'c\\d' },
          { label: 'y', operator: '=', value: '\\e' },
        ],
      },
    ]);
  });

  it.each([
    ['sockudo_active_connections by (app_id)'],
    ['rate(a_total[5m]) by (endpoint)'],
    ['rate(a_total[$__rate_interval])'],
    ['sum(a'],
    [''],
  ])('refuses %s', (text) => {
    expect(() => readQuery(text)).toThrow(InvalidQuery);
  });
});

describe('replaceInQuery', () => {
  it('offers names and durations, and leaves labels, strings and functions alone', () => {
    const text = 'sum by (a) (rate(a{a="a"}[5m] offset 1h)) > 5 and avg_over_time(b[1d:30s])';
    const parts: string[] = [];
    const written = replaceInQuery(text, (part, kind) => {
      parts.push(`${kind} ${part}`);
      return `<${part}>`;
    });
    expect(parts).toEqual([
      'metric a',
      'duration 5m',
      'duration 1h',
      'metric b',
      'duration 1d',
      'duration 30s',
    ]);
    expect(written).toBe(
      'sum by (a) (rate(<a>{a="a"}[<5m>] offset <1h>)) > 5 and avg_over_time(<b>[<1d>:<30s>])',
    );
  });
});
