import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { parseExposition, samplesOf, seriesValue } from '../../test/parse-exposition.js';
import { createServerFixture } from '../../test/server-fixture.js';
import { MetricsRegistry } from '../series/metrics-registry.js';
import { createMetricsHandler, type MetricsHandler } from './metrics-handler.js';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

async function serve(handler: MetricsHandler) {
  const server = createServer((incoming, outgoing) => void handler(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ask: (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      new Promise<Answer>((resolve, reject) => {
        request({ host: '127.0.0.1', port, path, headers, method, agent: false }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk) => chunks.push(chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
          );
        })
          .on('error', reject)
          .end();
      }),
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

const emptyRegistry = () =>
  new MetricsRegistry({ catalogue: {}, prefix: '', labels: {}, maxSeriesPerMetric: 10 });

const PROMETHEUS_ACCEPT =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

describe('/metrics', () => {
  it.each([undefined, '*/*', 'text/html,*/*;q=0.8', PROMETHEUS_ACCEPT, 'application/json;q=0'])(
    'answers text 0.0.4 to Accept %p',
    async (accept) => {
      const { metrics } = createServerFixture({ prefix: 'sockudo_' });
      metrics.observer.countersOf('a').messagesSent = 5;
      await using server = await serve(metrics.handler);
      const { status, headers, body } = await server.ask('/metrics', accept === undefined ? {} : { accept });

      expect(status).toBe(200);
      expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(headers).not.toHaveProperty('content-encoding');
      expect(
        seriesValue(parseExposition(body.toString()), 'sockudo_messages_sent_total', { app_id: 'a' }),
      ).toBe(5);
    },
  );

  it.each([
    ['/metrics?json=1', {}],
    ['/metrics?json=true', { accept: PROMETHEUS_ACCEPT }],
    ['/metrics', { accept: 'application/json' }],
    ['/metrics', { accept: 'Application/JSON, text/plain;q=0.9' }],
  ])('answers JSON to %s with %p', async (path, headers) => {
    const { metrics } = createServerFixture({ labels: { environment: 'test' } });
    metrics.observer.countersOf('a').messagesSent = 5;
    metrics.observer.messageProcessed('ping', 0.3);
    await using server = await serve(metrics.handler);
    const answer = await server.ask(path, headers);

    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    const families: unknown = JSON.parse(answer.body.toString());
    expect(families).toContainEqual({
      name: 'messages_sent_total',
      help: expect.any(String),
      type: 'counter',
      aggregator: 'sum',
      values: [{ labels: { app_id: 'a', environment: 'test' }, value: 5 }],
    });
    expect(families).toContainEqual(
      expect.objectContaining({
        name: 'message_processing_duration_seconds',
        type: 'histogram',
        values: expect.arrayContaining([
          {
            metricName: 'message_processing_duration_seconds_bucket',
            labels: { le: '0.5', kind: 'ping', environment: 'test' },
            value: 1,
          },
        ]),
      }),
    );
  });

  it('compresses for whoever accepts gzip', async () => {
    const { metrics } = createServerFixture();
    await using server = await serve(metrics.handler);
    const { headers, body } = await server.ask('/metrics', { 'accept-encoding': 'br, gzip;q=0.8' });
    expect(headers['content-encoding']).toBe('gzip');
    expect(seriesValue(parseExposition(gunzipSync(body).toString()), 'ready')).toBe(1);
  });

  it('does not compress what is small or not wanted so', async () => {
    await using small = await serve(createMetricsHandler(emptyRegistry()));
    expect((await small.ask('/metrics', { 'accept-encoding': 'gzip' })).headers).not.toHaveProperty(
      'content-encoding',
    );
    await using large = await serve(createServerFixture().metrics.handler);
    expect((await large.ask('/metrics', { 'accept-encoding': 'gzip;q=0' })).headers).not.toHaveProperty(
      'content-encoding',
    );
  });

  it('answers HEAD with the headers alone, and refuses other methods', async () => {
    await using server = await serve(createServerFixture().metrics.handler);
    const head = await server.ask('/metrics', {}, 'HEAD');
    expect(head.status).toBe(200);
    expect(head.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(head.body).toHaveLength(0);
    const post = await server.ask('/metrics', {}, 'POST');
    expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('answers 500 and says why when a table cannot be read, and recovers', async () => {
    const { metrics, tables } = createServerFixture();
    await using server = await serve(metrics.handler);
    const bytes = jest.spyOn(tables, 'cacheBytes').mockImplementation(() => {
      throw new Error('The cache is closed');
    });
    const failed = await server.ask('/metrics');
    expect([failed.status, failed.body.toString()]).toEqual([
      500,
      'The metrics could not be read: The cache is closed\n',
    ]);
    bytes.mockRestore();
    expect((await server.ask('/metrics')).status).toBe(200);
  });

  it('answers several scrapes at a time with whole pages', async () => {
    const { metrics } = createServerFixture();
    for (let i = 0; i < 200; i += 1) metrics.observer.countersOf(`app-${i}`).messagesSent = i;
    await using server = await serve(metrics.handler);
    const answers = await Promise.all([1, 2, 3, 4].map(() => server.ask('/metrics')));
    for (const { body } of answers) {
      const sent = samplesOf(parseExposition(body.toString()), 'messages_sent_total');
      expect(sent.reduce((sum, { value }) => sum + value, 0)).toBe((199 * 200) / 2);
    }
  });

  it('answers OpenMetrics only where that is switched on, and only to whoever asks for it', async () => {
    const { metrics } = createServerFixture({ prefix: 'sockudo_', openMetrics: true });
    metrics.observer.countersOf('a').messagesSent = 5;
    await using server = await serve(metrics.handler);
    const asked = await server.ask('/metrics', { accept: PROMETHEUS_ACCEPT });
    expect(asked.headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    const page = asked.body.toString();
    expect(page).toContain(
      '# TYPE sockudo_messages_sent counter\nsockudo_messages_sent_total{app_id="a"} 5\n',
    );
    expect(page).toMatch(/^(# HELP|# TYPE|sockudo_\S+ \S+)/);
    expect(page).not.toContain('\n\n');
    expect(page.endsWith('\n# EOF\n')).toBe(true);
    const plain = await server.ask('/metrics');
    expect(plain.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  });
});
