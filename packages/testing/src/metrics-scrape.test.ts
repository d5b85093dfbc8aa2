import { createServer } from 'node:http';
import { MetricsScrape, scrapeMetrics } from './metrics-scrape.js';

const text = String.raw`# HELP connected Open sockets
# TYPE connected gauge
connected{app_id="a",node="1"} 3
connected{app_id="a",node="2"} 4
connected{app_id="b",node="1"} 0
up 1
seconds_bucket{le="+Inf"} 12 1700000000000
odd{text="a \"b\", {c}\\d\ne"} -1.5e-3
limits +Inf
`;

describe('a scrape', () => {
  const scrape = new MetricsScrape(text);

  it('gives the value of the one series that matches', () => {
    expect(scrape.value('up')).toBe(1);
    expect(scrape.value('connected', { app_id: 'b' })).toBe(0);
    expect(scrape.value('connected', { node: '2' })).toBe(4);
  });

  it('says what there is when none or several match', () => {
    expect(() => scrape.value('connected', { app_id: 'a' })).toThrow(
      'Wanted one series of connected with {"app_id":"a"}; there is {"app_id":"a","node":"1"}, ',
    );
    expect(() => scrape.value('down')).toThrow('there is none of this name');
  });

  it('adds up what matches', () => {
    expect(scrape.sum('connected')).toBe(7);
    expect(scrape.sum('connected', { node: '1' })).toBe(3);
    expect(scrape.sum('down')).toBe(0);
  });

  it('reads escaped labels, infinities, exponents and timestamps', () => {
    expect(scrape.series('odd')).toEqual([
      { name: 'odd', labels: { text: 'a "b", {c}\\d\ne' }, value: -0.0015 },
    ]);
    expect(scrape.value('seconds_bucket', { le: '+Inf' })).toBe(12);
    expect(scrape.value('limits')).toBe(Number.POSITIVE_INFINITY);
  });

  it('refuses what is no metric', () => {
    expect(() => new MetricsScrape('<html>')).toThrow('Not a line of the Prometheus text format: <html>');
  });
});

describe('scraping a server', () => {
  it.each([
    [200, text],
    [503, 'starting'],
  ])('that answers %i', async (status, body) => {
    const server = createServer((_request, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await using _stop = { [Symbol.asyncDispose]: async () => void server.close() };
    const address = server.address();
    const metricsPort = typeof address === 'object' ? (address?.port ?? 0) : 0;
    const scraping = scrapeMetrics({ host: '127.0.0.1', metricsPort });
    if (status === 200) expect((await scraping).value('up')).toBe(1);
    else await expect(scraping).rejects.toThrow('GET /metrics answered 503: starting');
  });
});
