import {
  ApiClient,
  Audience,
  eventually,
  missedNumbers,
  NumberPublisher,
  type RunningPod,
} from '@shoal/testing';
import { components } from '../support/deployments.js';
import { dashboardsIn, instanceQueriesIn, linesOf, offeredInstances } from './support/dashboards.js';
import { drainTimesOf, movesFrom, sharesByTenth } from './support/drain.js';
import { Installation } from './support/installation.js';
import { Observation } from './support/observation.js';

/** Times that a test can wait for; everything else is as in the chart. */
const values = {
  drain: { delaySeconds: 2, windowSeconds: 6 },
  server: {
    terminationGracePeriodSeconds: 20,
    probes: { readiness: { periodSeconds: 1 }, startup: { failureThreshold: 90 } },
  },
  metrics: { dashboards: { enabled: true } },
};

const PAGES = 500;

let installation: Installation;
let observation: Observation;
let publishers: readonly NumberPublisher[];
let audience: Audience;
jest.setTimeout(180_000);
const started: AsyncDisposable[] = [];

const servers = () => installation.deployment('server').pods;
const namesOf = (pods: readonly RunningPod[]) => pods.map(({ name }) => name).sort();

beforeAll(async () => {
  installation = await Installation.create(values);
  started.unshift(installation);
  observation = await Observation.start(installation.pods);
  started.unshift(observation);
  await Promise.all(components.map((component) => installation.deployment(component).scaleTo(1)));
  await installation.isServed();
  const { service } = installation;
  // 20 events a second.
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
}, 120_000);

afterAll(async () => {
  for (const part of started) await part[Symbol.asyncDispose]();
}, 30_000);

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

it('shows each of the three on the dashboards, and the workers', async () => {
  const { api } = observation;
  const dashboards = dashboardsIn(installation.objects);
  const withInstances = dashboards.filter(({ templating }) =>
    templating.list.some(({ name }) => name === 'instance'),
  );
  expect(withInstances.length).toBeGreaterThan(5);
  for (const dashboard of withInstances) {
    expect(await offeredInstances(dashboard, api)).toEqual(namesOf(installation.pods.list()));
  }
  for (const query of instanceQueriesIn(dashboards)) {
    if (query.of.startsWith('Shoal / Host')) continue;
    await eventually(
      async () => {
        const lines = await linesOf(query, api);
        expect({ of: query.of, lines: [...lines.keys()] }).toEqual({
          of: query.of,
          lines: expect.arrayContaining(namesOf(servers())),
        });
      },
      { withinMs: 60_000, everyMs: 250 },
    );
    for (const { name } of servers()) {
      expect([...(await linesOf(query, api, name)).keys()]).toEqual([name]);
    }
  }
});

it('goes back to one: clients move over the whole window, and nobody was away', async () => {
  const leaving = servers().slice(1);
  const before = audience.countByPod();
  const noticesBefore = notices();
  const ends = await installation.deployment('server').scaleTo(1);
  expect(ends).toEqual(
    leaving.map(() => expect.objectContaining({ exit: { code: 0, signal: null }, wasKilled: false })),
  );
  for (const pod of leaving) {
    const times = drainTimesOf(pod);
    const moves = movesFrom(pod, audience);
    expect(moves).toHaveLength(before.get(pod.name) ?? 0);
    console.log(moves[0], moves.at(-1), sharesByTenth(moves, times), ends);
    expect(moves[0]).toBeGreaterThan(times.delay);
    expect(moves.at(-1)).toBeLessThan(times.delay + times.window + 5);
    expect(Math.max(...sharesByTenth(moves, times))).toBeLessThan(0.9);
  }
  await audience.seeEachOther();
  expect([...audience.countByPod()]).toEqual([[servers()[0]?.name, PAGES]]);
  expect(notices()).toEqual(noticesBefore);
  await observation.seesEveryPod();
});

it('has refused nobody and lost nothing', async () => {
  await Promise.all(publishers.map((publisher) => publisher.stop()));
  await eventually(() => expect(missedNumbers(audience.sessions)).toEqual([]));
  expect(audience.failures).toEqual([]);
  expect(publishers.flatMap(({ failures }) => failures)).toEqual([]);
  expect(installation.service.failed).toEqual([]);
  console.log(
    publishers.map(({ answered }) => answered),
    audience.sessions.length,
  );
  using api = new ApiClient(installation.service);
  for (const [room, users] of audience.rooms) {
    const { body } = await api.get(`/channels/${room}/users`);
    const ids = (body as { users: { id: string }[] }).users.map(({ id }) => id);
    expect(ids.sort()).toEqual([...users].sort());
  }
  expect(installation.pods.all().flatMap(({ failure = [] }) => failure)).toEqual([]);
});

function notices() {
  const each = audience.sessions.map((session) => session.notices);
  return {
    added: each.reduce((sum, { added }) => sum + added, 0),
    removed: each.reduce((sum, { removed }) => sum + removed, 0),
  };
}
