import {
  ApiClient,
  eventually,
  type MetricsScrape,
  type ObservedCluster,
  type ObservedProcess,
  observedApps,
} from '@shoal/testing';
import { prefix } from './judge-counts.js';

const anHour = 3_600_000;

/**
 * Lets all workers stand still while something is done that has webhooks, publishes one push for now and one for later,
 * and compares what every server tells of jobs with what Redis has.
 */
export async function holdWork<T>(observed: ObservedCluster, act: () => Promise<T>): Promise<T> {
  const servers = observed.processes.filter(({ role }) => role === 'server');
  const workers = observed.processes.filter(({ role }) => role !== 'server');
  for (const { process } of workers) process.signal('SIGSTOP');
  const heldAt = performance.now();
  let result: T;
  try {
    result = await act();
    await push(observed, {});
    await push(observed, { notBeforeMs: Date.now() + anHour });
    const compare = async () => {
      const webhooks = await waitingWebhooks(observed);
      expect(webhooks).toBeGreaterThan(0);
      const most = (performance.now() - heldAt) / 1000;
      for (const page of await scrapeAll(observed, servers)) expectHeld(page, { webhooks, most });
    };
    await eventually(compare, { withinMs: 15_000, everyMs: 300, what: 'jobs that wait' });
  } finally {
    for (const { process } of workers) process.signal('SIGCONT');
  }
  const areDone = async () => {
    const pages = await scrapeAll(observed, servers);
    return pages.every((page) => page.sum(`${prefix}queue_active_jobs`) === 0);
  };
  await eventually(areDone, { withinMs: 30_000, everyMs: 300, what: 'jobs that are done' });
  return result;
}

async function push({ cluster }: ObservedCluster, when: { readonly notBeforeMs?: number }): Promise<void> {
  const [app] = observedApps;
  if (app === undefined) throw new Error('There is no app');
  const { host, port } = cluster.node(0);
  using api = new ApiClient({ host, port, app });
  const recipients = [{ type: 'channel', channel: 'nobody' }];
  const body = { recipients, payload: { title: 'Hello', body: 'there' }, ...when };
  expect((await api.post('/push/publish', { body })).status).toBe(202);
}

/** As Redis itself says. */
async function waitingWebhooks({ cluster }: ObservedCluster): Promise<number> {
  const { server } = cluster.redis;
  const key = (await server.command('KEYS', '*:webhooks:meta')).replace(/meta$/, 'wait');
  return Number(await server.command('LLEN', key));
}

function scrapeAll(
  observed: ObservedCluster,
  processes: readonly ObservedProcess[],
): Promise<readonly MetricsScrape[]> {
  return Promise.all(processes.map(({ name }) => observed.scrape(name)));
}

/** @param held how many webhooks wait, and for how many seconds at most */
function expectHeld(page: MetricsScrape, held: { readonly webhooks: number; readonly most: number }): void {
  const value = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    page.value(`${prefix}${name}`, labels);
  const jobs = (queue: string, state: string) => value('queue_jobs', { queue, state });
  expect({
    webhooks: [jobs('webhooks', 'waiting'), value('queue_active_jobs', { queue: 'webhooks' })],
    plans: [jobs('push-plan', 'waiting'), value('queue_active_jobs', { queue: 'push-plan' })],
    delayed: jobs('push-plan', 'delayed'),
    scheduled: value('push_scheduled_jobs'),
  }).toEqual({ webhooks: [held.webhooks, held.webhooks], plans: [1, 1], delayed: 1, scheduled: 1 });
  const ages = {
    webhooks: value('queue_oldest_job_age_seconds', { queue: 'webhooks' }),
    plans: value('queue_oldest_job_age_seconds', { queue: 'push-plan' }),
    events: value('webhook_oldest_age_seconds'),
    pushes: value('push_queue_oldest_age_seconds', { stage: 'plan' }),
  };
  const impossible = Object.entries(ages).filter(([, age]) => !(age > 0 && age <= held.most));
  expect(impossible).toEqual([]);
}
