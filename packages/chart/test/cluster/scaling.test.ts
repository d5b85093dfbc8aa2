import {
  ApiClient,
  Audience,
  eventually,
  missedNumbers,
  NumberPublisher,
  type RunningPod,
} from '@shoal/testing';
import { z } from 'zod';
import { components } from '../support/deployments.js';
import {
  dashboardsIn,
  type InstanceQuery,
  instanceQueriesIn,
  linesOf,
  offeredInstances,
} from './support/dashboards.js';
import { drainTimesOf, movesFrom, sharesByTenth } from './support/drain.js';
import { Installation } from './support/installation.js';
import { Observation } from './support/observation.js';

// One release, one story: each test goes on where the one before it has stopped. None of them measures how fast it goes,
// so that a machine with much else to do does not matter.
jest.setTimeout(300_000);

/** Times that a test can wait for; everything else is as in the chart. */
const values = {
  // On a machine with much else to do, coming back at once may take longer than the five seconds of the chart.
  drain: { delaySeconds: 2, windowSeconds: 6, presenceGraceSeconds: 60 },
  server: {
    terminationGracePeriodSeconds: 20,
    probes: { readiness: { periodSeconds: 1, timeoutSeconds: 20 }, startup: { failureThreshold: 90 } },
  },
  metrics: { dashboards: { enabled: true } },
};

const PAGES = 500;

let installation: Installation;
let observation: Observation;
let publishers: readonly NumberPublisher[];
let audience: Audience;
const started: AsyncDisposable[] = [];

beforeAll(async () => {
  installation = await Installation.create(values);
  started.unshift(installation);
  observation = await Observation.start(installation.pods);
  started.unshift(observation);
  await Promise.all(components.map((component) => installation.deployment(component).scaleTo(1)));
  await installation.isServed();
  const { service } = installation;
  // Two of them: 20 events a second.
  publishers = (['kept', 'fresh'] as const).map((connection) => {
    const channels = [`${connection}-0`, `${connection}-1`];
    return new NumberPublisher({ server: service, connection, channels, everyMs: 100 });
  });
  audience = new Audience({
    ...{ server: service, pages: PAGES, rooms: 20 },
    feeds: publishers.flatMap(({ feeds }) => feeds),
    podOf: (port) => service.podOf(port),
  });
  started.unshift(...publishers, audience);
});

afterAll(async () => {
  for (const part of started) await part[Symbol.asyncDispose]();
});

it('serves everybody with one pod', async () => {
  for (const publisher of publishers) publisher.play();
  await audience.open();
  await audience.seeEachOther();
  expect([...audience.countByPod()]).toEqual([[servers()[0]?.name, PAGES]]);
  await observation.seesEveryPod();
});

it('leaves connections where they are when it goes to three, and sends newcomers to all', async () => {
  const before = audience.countByPod();
  await installation.deployment('server').scaleTo(3);
  await installation.isServed();
  await observation.seesEveryPod();
  expect(audience.countByPod()).toEqual(before);

  await audience.reload();
  await audience.seeEachOther();
  const counts = audience.countByPod();
  expect([...counts.keys()].sort()).toEqual(namesOf(servers()));
  for (const count of counts.values()) expect(count).toBeGreaterThan(PAGES / 6);
});

it('offers each pod on the dashboards, the workers too, and draws a line for each server', async () => {
  const { api } = observation;
  const dashboards = dashboardsIn(installation.objects);
  const queries = instanceQueriesIn(dashboards);
  expect(dashboards.length).toBeGreaterThan(5);
  expect(queries.length).toBeGreaterThan(20);
  for (const dashboard of dashboards) {
    expect(await offeredInstances(dashboard, api)).toEqual(namesOf(installation.pods.list()));
  }
  for (const query of queries) {
    // A rate needs two scrapes.
    await eventually(() => expectLines(query), { withinMs: 60_000, everyMs: 250 });
  }
});

it('goes back to one: clients move over the window of the drain, and nobody was away', async () => {
  const leaving = servers().slice(1);
  const countBefore = audience.countByPod();
  const noticesBefore = audience.countNotices();
  const ends = await installation.deployment('server').scaleTo(1);
  for (const { exit, wasKilled } of ends) {
    expect({ exit, wasKilled }).toEqual({ exit: { code: 0, signal: null }, wasKilled: false });
  }
  for (const pod of leaving) {
    const { delay, window } = drainTimesOf(pod);
    const moves = movesFrom(pod, audience);
    expect(moves).toHaveLength(countBefore.get(pod.name) ?? 0);
    expect(moves[0]).toBeGreaterThanOrEqual(delay);
    expect(moves.at(-1)).toBeLessThan(delay + window + 5);
    expect(Math.max(...sharesByTenth(moves, { delay, window }))).toBeLessThan(0.9);
  }
  await audience.seeEachOther();
  expect([...audience.countByPod()]).toEqual([[servers()[0]?.name, PAGES]]);
  expect(audience.countNotices()).toEqual(noticesBefore);
});

it('has had its metrics read while it drained, and is alone on the dashboards with its workers', async () => {
  await observation.seesEveryPod();
  const drained = await observation.api.query('max_over_time(sockudo_draining[10m]) == 1');
  const gone = installation.pods.all().filter(({ isRunning }) => !isRunning);
  expect(drained.map(({ metric }) => metric.instance).sort()).toEqual(namesOf(gone));
  const rules = (await observation.api.rules()).flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(20);
  expect(rules.filter(({ health, state }) => health === 'err' || state === 'firing')).toEqual([]);
});

it('has refused nobody and lost nothing', async () => {
  await Promise.all(publishers.map((publisher) => publisher.stop()));
  expect(publishers.flatMap(({ failures }) => failures)).toEqual([]);
  expect(audience.failures).toEqual([]);
  expect(installation.service.failed).toEqual([]);
  expect(installation.pods.all().flatMap(({ failure = [] }) => failure)).toEqual([]);
  await eventually(() => expect(missedNumbers(audience.sessions)).toEqual([]), { withinMs: 30_000 });
  for (const { answered } of publishers) expect(answered).toBeGreaterThan(50);
});

it('tells the backend of exactly those who are there', async () => {
  using api = new ApiClient(installation.service);
  for (const [room, users] of audience.rooms) {
    const { body } = await api.get(`/channels/${room}/users`);
    const told = z.object({ users: z.array(z.object({ id: z.string() })) }).parse(body).users;
    expect(told.map(({ id }) => id).sort()).toEqual([...users].sort());
  }
});

/** One for each server when all are chosen, and its own when one is. */
async function expectLines(query: InstanceQuery): Promise<void> {
  const { api } = observation;
  const lines = [...(await linesOf(query, api)).keys()];
  expect({ ...query, lines }).toEqual({ ...query, lines: expect.arrayContaining(namesOf(servers())) });
  for (const { name } of servers()) {
    expect([...(await linesOf(query, api, name)).keys()]).toEqual([name]);
  }
}

function servers(): readonly RunningPod[] {
  return installation.deployment('server').pods;
}

function namesOf(pods: readonly RunningPod[]): readonly string[] {
  return pods.map(({ name }) => name).sort();
}
