import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../eventually.js';
import { httpRequest } from '../http-request.js';
import { Deployment } from './deployment.js';
import { KubernetesApi } from './kubernetes-api.js';
import type { PodContainer, PodTemplate } from './pods/pod-manifest.js';
import { PodRegistry } from './pods/pod-registry.js';
import { ServiceEndpoints } from './service/service-endpoints.js';
import { ServiceProxy } from './service/service-proxy.js';

// Says its name, and what it was given; after the stop signal it goes on for a while, as servers of ours do.
const program = `
  import { readFileSync } from 'node:fs';
  import { createServer } from 'node:http';
  const { HOST, NAME } = process.env;
  const text = NAME + ' ' + readFileSync(process.argv[2], 'utf8');
  createServer((request, response) => response.end(text)).listen(6001, HOST);
  process.once('SIGTERM', () => { if (NAME !== 'deaf') setTimeout(() => process.exit(0), 100); });
`;

let folder = '';
let entry = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pods-'));
  entry = join(folder, 'program.mjs');
  await writeFile(entry, program);
});
afterAll(() => rm(folder, { recursive: true }));

const probe = { httpGet: { path: '/', port: 6001 }, periodSeconds: 0.05, failureThreshold: 600 };

function templateOf(changes: Partial<PodContainer> = {}): PodTemplate {
  return ({ name, address }) => ({
    ...{ name, address, namespace: 'shop', labels: { app: 'shop' }, annotations: { scrape: 'true' } },
    terminationGracePeriodSeconds: 1,
    container: {
      ...{ name: 'main', image: 'shop:1', entry, args: ['/etc/shop/word'], preStopSeconds: 0 },
      env: { HOST: address, NAME: name },
      files: new Map([['/etc/shop/word', 'hello']]),
      ports: [{ name: 'http', containerPort: 6001 }],
      probes: { startup: probe, readiness: probe },
      ...changes,
    },
  });
}

it('starts pods on addresses of their own, and ends the youngest first', async () => {
  await using pods = new PodRegistry();
  const deployment = new Deployment(pods, { name: 'shop', template: templateOf() });
  await deployment.scaleTo(3);
  const [first, ...others] = deployment.pods;
  expect(new Set(pods.list().map(({ address }) => address)).size).toBe(3);
  expect(await httpRequest({ host: first?.address ?? '', port: 6001 }, { path: '/' })).toMatchObject({
    text: `${first?.name} hello`,
  });
  const ends = await deployment.scaleTo(1);
  const ended = { exit: { code: 0, signal: null }, wasKilled: false, tookMs: expect.any(Number) };
  expect(ends).toEqual(others.map(() => ended));
  expect(pods.list()).toEqual([first]);
  expect(pods.all().map(({ failure }) => failure)).toEqual([undefined, undefined, undefined]);
});

it('kills a pod that does not go in time', async () => {
  await using pods = new PodRegistry();
  const deaf = pods.create('deaf', templateOf());
  await eventually(() => deaf.isReady, { withinMs: 25_000 });
  expect(await pods.delete('deaf')).toMatchObject({ exit: { signal: 'SIGKILL' }, wasKilled: true });
});

it('fails with what the pod wrote, when it ends by itself', async () => {
  await using pods = new PodRegistry();
  const template = templateOf({ args: ['/etc/shop/other'] });
  const deployment = new Deployment(pods, { name: 'shop', template });
  await expect(deployment.scaleTo(1)).rejects.toThrow(/The pod shop-\w+ ended by itself \(1\).*ENOENT/s);
});

it('tells of pods as a list, and then of all that happens to them', async () => {
  await using pods = new PodRegistry();
  await using api = await KubernetesApi.start(pods);
  const pod = pods.create('shop-1', templateOf());
  const list = `${api.url}/api/v1/namespaces/shop/pods`;
  const { metadata, items } = JSON.parse(await (await fetch(list)).text());
  expect(items).toMatchObject([
    {
      metadata: { name: 'shop-1', labels: { app: 'shop' }, annotations: { scrape: 'true' } },
      spec: { containers: [{ ports: [{ name: 'http', containerPort: 6001, protocol: 'TCP' }] }] },
      status: { phase: 'Running', podIP: pod.address },
    },
  ]);
  const watch = await fetch(`${list}?watch=1&resourceVersion=${metadata.resourceVersion}`);
  await eventually(() => pod.isReady, { withinMs: 25_000 });
  await pods.delete('shop-1');
  const seen: string[] = [];
  for await (const chunk of watch.body ?? []) {
    seen.push(...Buffer.from(chunk).toString().trim().split('\n').map(describe));
    if (seen.at(-1)?.startsWith('DELETED')) break;
  }
  expect(seen[0]).toBe('MODIFIED Running ready');
  expect(seen).toContain('MODIFIED Running ready going');
  expect(seen.at(-1)).toBe('DELETED Succeeded going');
  expect((await fetch(`${api.url}/api/v1/nodes`)).status).toBe(404);

  function describe(line: string): string {
    const { type, object } = JSON.parse(line);
    const ready = object.status.conditions[0].status === 'True' ? ' ready' : '';
    return `${type} ${object.status.phase}${ready}${'deletionTimestamp' in object.metadata ? ' going' : ''}`;
  }
});

it('sends each new connection to a pod that is ready and stays', async () => {
  await using pods = new PodRegistry();
  using endpoints = new ServiceEndpoints({ pods, selector: { app: 'shop' }, lagMs: 20 });
  await using service = await ServiceProxy.start({ endpoints, targetPort: 6001 });
  const ask = async () => (await httpRequest(service, { path: '/' })).text;
  await expect(ask()).rejects.toThrow('ECONNRESET');
  expect(service.failed).toMatchObject([{ pod: undefined, reason: 'no pod is ready' }]);

  const deployment = new Deployment(pods, { name: 'shop', template: templateOf() });
  await deployment.scaleTo(2);
  await eventually(() => endpoints.current.length === 2);
  const answers = await Promise.all(Array.from({ length: 40 }, ask));
  expect([...new Set(answers)].sort()).toEqual(deployment.pods.map(({ name }) => `${name} hello`).sort());

  const [stays] = deployment.pods;
  const leaving = deployment.scaleTo(1);
  await eventually(() => endpoints.current.length === 1);
  expect(endpoints.current).toEqual([stays]);
  await leaving;
});
