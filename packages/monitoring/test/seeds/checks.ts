import { eventually, type ObservedCluster } from '@shoal/testing';
import { allDashboards } from '../../src/dashboards/all-dashboards.js';
import { fillVariables } from '../../src/dashboards/fill-variables.js';
import { provision } from '../../src/dashboards/provisioned-dashboard.js';
import type { GuideAlert } from './guide/guide-queries.js';
import type { SeedRow } from './seed-row.js';

type Check = SeedRow['check'];

/** Scrapes come every second, and a rate needs two of them. */
const untilScraped = { withinMs: 30_000, everyMs: 500 };

/** What Grafana puts in for All, and for its own intervals. */
const variables = {
  ...{ datasource: 'prometheus', environment: '.*', cluster: '.*' },
  ...{ app: '.*', instance: '.*', host: '.*' },
  ...{ __rate_interval: '1m', __interval: '5s', __range: '5m' },
};

/** Prometheus takes it, and has a number to show. */
export async function expectData({ prometheus }: ObservedCluster, query: string): Promise<void> {
  const hasData = async () => (await prometheus.api.query(query)).some(({ value }) => !Number.isNaN(value));
  await eventually(hasData, { ...untilScraped, what: `data for ${query}` });
}

/** Some process declares it with HELP and TYPE, and Prometheus has it from there. */
export function isMetric(name: string): Check {
  return async ({ observed, pages }) => {
    const declaration = new RegExp(`^# HELP ${name} .+\n# TYPE ${name} `, 'm');
    expect(pages.filter((page) => declaration.test(page)).length).toBeGreaterThan(0);
    await expectData(observed, `{__name__=~"${name}(_count)?",job="sockudo"}`);
  };
}

/** The query runs word for word and returns data. */
export function returnsData(query: string): Check {
  return ({ observed }) => expectData(observed, query);
}

/** The document's query is no PromQL; what it means runs. */
export function isMeant(invalid: string, meant: string): Check {
  return async ({ observed }) => {
    await expect(observed.prometheus.api.query(invalid)).rejects.toThrow('parse error');
    await expectData(observed, meant);
  };
}

/** A dashboard has a panel of this title, and everything that it asks Prometheus for is there. */
export function isPanel(uid: string, title: string): Check {
  return async ({ observed }) => {
    const dashboard = allDashboards.map(provision).find((candidate) => candidate.uid === uid);
    const panel = dashboard?.panels.find((candidate) => candidate.title === title);
    const queries = panel?.targets?.map(({ expr }) => fillVariables(expr, variables)) ?? [];
    expect([uid, title, queries.length]).not.toEqual([uid, title, 0]);
    for (const query of queries) await expectData(observed, query);
  };
}

/** A dashboard has these panels, and no other. */
export function isDashboard(title: string, panels: readonly string[]): Check {
  return async () => {
    const dashboard = allDashboards.map(provision).find((candidate) => candidate.title === title);
    const shown = dashboard?.panels.filter(({ type }) => type !== 'row').map((panel) => panel.title);
    expect(shown).toEqual(panels);
  };
}

/** Prometheus has loaded a group of alerts with these names. */
export function isGroup(name: string, alerts: readonly string[]): Check {
  return async ({ observed }) => {
    const group = (await observed.prometheus.api.rules()).find((candidate) => candidate.name === name);
    expect(group?.rules.map((rule) => rule.name)).toEqual(alerts);
  };
}

/** Prometheus has loaded an alert of this name, and could evaluate it. */
export function isAlert(name: string): Check {
  return async ({ observed }) => {
    const find = async () => {
      const rules = (await observed.prometheus.api.rules()).flatMap((group) => group.rules);
      const found = rules.filter((rule) => rule.type === 'alerting' && rule.name === name);
      expect(found.map(({ health }) => health)).toEqual(found.map(() => 'ok'));
      return found.length > 0;
    };
    await eventually(find, { ...untilScraped, what: `the alert ${name}` });
  };
}

/** The same, and what the document's own expression compares is there word for word. */
export function isGuideAlert(name: string, { measured, comparison }: GuideAlert): Check {
  return async (bench) => {
    await isAlert(name)(bench);
    await expectData(bench.observed, measured);
    // The whole of it is true only in trouble; Prometheus takes it all the same.
    await bench.observed.prometheus.api.query(`${measured} ${comparison}`);
  };
}

/** What this is about does not exist, and nothing pretends that it does: no metric of that name has a series. */
export function isAbsent(pattern: string): Check {
  return async ({ observed }) => {
    expect(await observed.prometheus.api.series(`{__name__=~"sockudo_(${pattern}).*"}`)).toEqual([]);
  };
}

/** Each of these metrics has data. */
export function isSignal(...names: readonly string[]): Check {
  return async (bench) => {
    for (const name of names) await isMetric(`sockudo_${name}`)(bench);
  };
}

/** Each of these queries has data: for what is a label of a metric, or one of its values. */
export function isSeries(...queries: readonly string[]): Check {
  return async ({ observed }) => {
    for (const query of queries) await expectData(observed, query);
  };
}
