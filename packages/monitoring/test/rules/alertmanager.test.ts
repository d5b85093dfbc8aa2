import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Alertmanager, eventually, httpRequest, startAlertmanager } from '@shoal/testing';
import { parse } from 'yaml';

const configuration = join(__dirname, '../../../../deploy/alertmanager/alertmanager.yml');

/** The shipped routes and inhibitions, which notify a webhook at once. */
function shortened(url: string): object {
  const { route, inhibit_rules, receivers } = parse(readFileSync(configuration, 'utf8'));
  const atOnce = { group_wait: '0s', group_interval: '1s' };
  return {
    route: { ...route, ...atOnce, routes: route.routes.map((child: object) => ({ ...child, ...atOnce })) },
    inhibit_rules,
    receivers: receivers.map(({ name }: { name: string }) => ({ name, webhook_configs: [{ url }] })),
  };
}

type Labels = Readonly<Record<string, string>>;

async function fire({ server }: Alertmanager, alerts: readonly Labels[]): Promise<void> {
  const body = alerts.map((labels) => ({
    labels: { environment: 'production', cluster: 'main', ...labels },
  }));
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', path: '/api/v2/alerts', headers, body: JSON.stringify(body) };
  expect((await httpRequest(server, request)).status).toBe(200);
}

/** What the first notification of an alert's group holds. */
async function notified({ receiver }: Alertmanager, alertname: string): Promise<readonly Labels[]> {
  const notification = await eventually(
    () => receiver.notifications.find(({ groupLabels }) => groupLabels.alertname === alertname) ?? false,
  );
  return notification.alerts.map(
    ({ labels: { environment: _, cluster: __, alertname: ___, ...labels } }) => labels,
  );
}

it('who is down is told of, and nothing else that is wrong with it', async () => {
  await using alertmanager = await startAlertmanager({ config: shortened });
  await fire(alertmanager, [{ alertname: 'SockudoInstanceDown', severity: 'critical', instance: 'a' }]);
  expect(await notified(alertmanager, 'SockudoInstanceDown')).toEqual([
    { severity: 'critical', instance: 'a' },
  ]);

  const slow = { alertname: 'ShoalEventLoopSlow', severity: 'warning' };
  await fire(alertmanager, [
    { ...slow, instance: 'a' },
    { ...slow, instance: 'b' },
  ]);
  expect(await notified(alertmanager, 'ShoalEventLoopSlow')).toEqual([
    { severity: 'warning', instance: 'b' },
  ]);
});

it('of an error budget that burns in several windows, the most urgent one is told', async () => {
  await using alertmanager = await startAlertmanager({ config: shortened });
  const burn = { alertname: 'ShoalApiErrorBudgetBurn' };
  await fire(alertmanager, [
    { ...burn, severity: 'warning', window: '3d' },
    { ...burn, severity: 'critical', window: '1h' },
  ]);
  expect(await notified(alertmanager, 'ShoalApiErrorBudgetBurn')).toEqual([
    { severity: 'critical', window: '1h' },
  ]);
});

it('a cause mutes what follows from it on the same server', async () => {
  await using alertmanager = await startAlertmanager({ config: shortened });
  const cause = { alertname: 'ShoalAdapterDisconnected', severity: 'critical', instance: 'a' };
  await fire(alertmanager, [cause]);
  await notified(alertmanager, cause.alertname);
  const degraded = { alertname: 'ShoalDegraded', severity: 'warning' };
  await fire(alertmanager, [
    { ...degraded, instance: 'a' },
    { ...degraded, instance: 'b' },
  ]);
  expect(await notified(alertmanager, 'ShoalDegraded')).toEqual([{ severity: 'warning', instance: 'b' }]);
});
