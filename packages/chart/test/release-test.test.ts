import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { portOf, startServer } from '@shoal/testing';
import { z } from 'zod';
import { readCiValues, type Values } from './support/chart.js';
import { objectOf, renderChart } from './support/render.js';

const podSchema = z.looseObject({
  spec: z.looseObject({
    containers: z.tuple([
      z.looseObject({
        command: z.array(z.string()),
        args: z.tuple([z.string()]),
        env: z.array(z.strictObject({ name: z.string(), value: z.string() })),
      }),
    ]),
  }),
});

/** The pod that `helm test` starts. */
async function testPod(values: Values) {
  const { spec } = podSchema.parse(objectOf(await renderChart({ values }), 'Pod'));
  const [{ command, args, env }] = spec.containers;
  return { command, args, env: Object.fromEntries(env.map(({ name, value }) => [name, value])) };
}

/** Runs what the pod would run, against other addresses. */
async function runTest(env: Readonly<Record<string, string>>) {
  const { command, args } = await testPod({});
  const [, ...options] = command;
  const child = spawn(process.execPath, [...options, ...args], { env });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, output: `${stdout}${stderr}` };
}

test('helm test passes against a server', async () => {
  await using server = await startServer();
  const urls = {
    SERVER_URL: `http://${server.host}:${server.port}`,
    METRICS_URL: `http://${server.host}:${server.metricsPort}`,
  };
  const outcome = await runTest({ ...urls, APP_KEY: 'app-key' });
  expect(outcome).toEqual({
    code: 0,
    output: [
      'passed: the server is up',
      'passed: the metrics are not on the public port',
      'passed: a program is ready',
      'passed: it has metrics',
      'passed: a client can connect',
      '',
    ].join('\n'),
  });
  expect(await runTest({ ...urls, APP_KEY: 'nobody' })).toMatchObject({
    code: 1,
    output: expect.stringContaining('FAILED: a client can connect: the first frame is'),
  });
});

test('helm test fails where the metrics are public', async () => {
  const everything = createServer((_request, response) => response.end('OK')).listen(0, '127.0.0.1');
  await once(everything, 'listening');
  try {
    const outcome = await runTest({ SERVER_URL: `http://127.0.0.1:${portOf(everything)}` });
    expect(outcome).toMatchObject({
      code: 1,
      output: expect.stringContaining(
        'FAILED: the metrics are not on the public port: /metrics answered 200',
      ),
    });
  } finally {
    everything.close();
  }
});

test.each([
  ['default-values.yaml', { SERVER_URL: 'http://sockudo:6001', APP_KEY: 'app-key' }],
  ['external-redis-values.yaml', { SERVER_URL: 'http://sockudo:6001/realtime', APP_KEY: 'shop-key' }],
  ['cluster-values.yaml', { APP_KEY: 'shop-key' }],
])('with %s it is asked for the app that there is', async (name, expected) => {
  const { env } = await testPod(readCiValues(name));
  expect(env).toMatchObject({ ...expected, METRICS_URL: 'http://sockudo-metrics:9601' });
});

test('what the chart does not know is not asked for', async () => {
  const { env } = await testPod(readCiValues('sentinel-values.yaml'));
  expect(env).not.toHaveProperty('APP_KEY');
});
