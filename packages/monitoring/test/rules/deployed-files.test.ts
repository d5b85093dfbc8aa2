import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAmtool, runPromtool } from '@shoal/testing';
import { parse } from 'yaml';

const deploy = join(__dirname, '../../../../deploy');
const prometheus = join(deploy, 'prometheus');
const named = (pattern: RegExp) => readdirSync(prometheus).filter((name) => pattern.test(name));

const configurations = named(/^prometheus.*\.yml$/);
const rules = named(/\.yml$/).filter((name) => !configurations.includes(name));

it.each(rules)('promtool accepts %s, and finds no rule twice', async (name) => {
  const outcome = await runPromtool(['check', 'rules', '--lint-fatal', join(prometheus, name)]);
  expect(outcome).toEqual({ code: 0, output: expect.stringContaining('SUCCESS') });
});

// Debian's Prometheus is built without the discovery of Kubernetes: discovery/kubernetes.test.ts reads that file.
it.each(configurations.filter((name) => !name.includes('kubernetes')))(
  'promtool accepts %s, and finds the rules that it names',
  async (name) => {
    const { code, output } = await runPromtool(['check', 'config', join(prometheus, name)]);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('SUCCESS') });
    expect(output).toContain(`${rules.length} rule files found`);
  },
);

it('every variant loads the same rules, at the same pace, and tells the same Alertmanager', () => {
  const shared = configurations.map((name) => {
    const { global, rule_files, alerting } = parse(readFileSync(join(prometheus, name), 'utf8'));
    return { global, rule_files, alerting };
  });
  expect(shared[0]?.global).toEqual({ scrape_interval: '15s', evaluation_interval: '15s' });
  expect(shared[0]?.rule_files).toHaveLength(rules.length);
  expect(new Set(shared.map((one) => JSON.stringify(one))).size).toBe(1);
});

it('amtool accepts the configuration of Alertmanager', async () => {
  const outcome = await runAmtool(['check-config', join(deploy, 'alertmanager/alertmanager.yml')]);
  expect(outcome).toEqual({ code: 0, output: expect.stringContaining('1 receivers') });
});
