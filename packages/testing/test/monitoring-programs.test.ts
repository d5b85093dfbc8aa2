import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  eventually,
  runAmtool,
  runPromtool,
  startAlertmanager,
  startNodeExporter,
  startPrometheus,
} from '../src/index.js';

/** An alert that fires as soon as it is evaluated, of a number that is recorded. */
const rules = {
  groups: [
    {
      name: 'test',
      interval: '1s',
      rules: [
        { record: 'test:one', expr: 'vector(1)' },
        { alert: 'Always', expr: 'test:one == 1', labels: { severity: 'warning' } },
      ],
    },
  ],
};

let directory = '';
let rulesPath = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'rules-'));
  rulesPath = join(directory, 'rules.yml');
  await writeFile(rulesPath, JSON.stringify(rules));
});
afterAll(() => rm(directory, { recursive: true }));

it('Prometheus scrapes, evaluates and answers, and Alertmanager tells of its alerts', async () => {
  await using exporter = await startNodeExporter();
  await using alertmanager = await startAlertmanager();
  await using prometheus = await startPrometheus({
    config: {
      global: { scrape_interval: '1s' },
      rule_files: [rulesPath],
      scrape_configs: [{ job_name: 'host', static_configs: [{ targets: [exporter.address] }] }],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager.server.address] }] }] },
    },
  });
  const { api } = prometheus;
  const isUp = async () => (await api.query('up{job="host"} == 1')).length === 1;
  await eventually(isUp, { withinMs: 15_000, what: 'a scrape' });
  expect(await api.series('node_memory_MemTotal_bytes')).toHaveLength(1);
  expect(await api.targets()).toEqual([expect.objectContaining({ health: 'up' })]);

  const end = Date.now() / 1_000;
  const [series] = await api.queryRange('vector(7)', { start: end - 10, end, step: 5 });
  expect(series?.values.map(([, value]) => value)).toEqual([7, 7, 7]);
  expect(await api.query('scalar(vector(3))')).toMatchObject([{ metric: {}, value: 3 }]);
  await expect(api.query('sum(')).rejects.toThrow('parse error');

  const isAlways = ({ labels }: { labels: Readonly<Record<string, string>> }) =>
    labels.alertname === 'Always';
  const alert = await alertmanager.receiver.whenNotified(isAlways, { withinMs: 20_000 });
  expect(alert).toMatchObject({ status: 'firing', labels: { severity: 'warning' } });
  expect(await api.alerts()).toEqual([expect.objectContaining({ state: 'firing' })]);
  const [group] = await api.rules();
  expect(group?.rules.map(({ name, health }) => [name, health])).toEqual([
    ['test:one', 'ok'],
    ['Always', 'ok'],
  ]);
});

it('a configuration that is wrong says so at once', async () => {
  const config = { scrape_configs: [{ job: 'misspelt' }] };
  await expect(startPrometheus({ config })).rejects.toThrow(/field job not found/);
  await expect(startAlertmanager({ config })).rejects.toThrow(/field scrape_configs not found/);
});

it('the checkers say what is wrong, and that nothing is', async () => {
  expect(await runPromtool(['check', 'rules', rulesPath])).toMatchObject({ code: 0 });
  const wrong = await runPromtool(['check', 'metrics'], { input: 'a_total 1\nwrong\n' });
  expect(wrong.code).not.toBe(0);
  expect(await runAmtool(['--version'])).toMatchObject({
    code: 0,
    output: expect.stringContaining('amtool'),
  });
});
