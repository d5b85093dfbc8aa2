import {
  ApiClient,
  eventually,
  RawClient,
  type ReceivedWebhook,
  type Reply,
  type ServerCluster,
  scrapeMetrics,
  WebhookReceiver,
} from '@shoal/testing';
import { Endpoints } from './endpoints.js';
import { startCluster } from './installation.js';
import { settled } from './webhook-counts.js';

jest.setTimeout(60_000);

/** Each endpoint gets the client events of the channel that is called like it, one in a request. */
const endpoint = (id: string, more: object = {}) => ({
  id,
  event_types: ['client_event'],
  filter: { channel_prefix: `private-${id}` },
  batching: { enabled: false },
  retry: { initial_backoff_ms: 200 },
  request_timeout_ms: 1_000,
  ...more,
});

const settings = {
  failing: endpoint('failing'),
  limiting: endpoint('limiting'),
  silent: endpoint('silent'),
  cutting: endpoint('cutting'),
  refusing: endpoint('refusing'),
  moved: endpoint('moved'),
  hopeless: endpoint('hopeless', { retry: { max_attempts: 3, initial_backoff_ms: 200 } }),
  impatient: endpoint('impatient', { retry: { max_elapsed_time_ms: 1_500, initial_backoff_ms: 200 } }),
  ordered: endpoint('ordered', { ordered: true }),
};
type EndpointName = keyof typeof settings;

let endpoints: Endpoints<EndpointName>;
let cluster: ServerCluster;
let client: RawClient;
beforeAll(async () => {
  endpoints = await Endpoints.start(settings);
  cluster = await startCluster({ webhooks: endpoints.webhooks }, { nodes: 1, workers: 1 });
  client = await RawClient.connect({ server: cluster.node(0) });
});
afterAll(async () => {
  await client?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
  await endpoints?.[Symbol.asyncDispose]();
});

/** Answers the first requests like this, and all others with 200. */
function behaveAtFirst(receiver: WebhookReceiver, ...replies: Reply[]): void {
  const left = [...replies];
  receiver.behave(() => left.shift() ?? { status: 200 });
}

async function sendTo(channel: string, ...data: string[]): Promise<void> {
  await client.subscribe(channel);
  for (const each of data) client.send({ event: 'client-n', channel, data: each });
}

/** Milliseconds. */
function pausesBetween(requests: readonly ReceivedWebhook[]): number[] {
  const times = requests.map(({ arrivedAt }) => arrivedAt);
  return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

interface Letter {
  readonly endpoint: string;
  readonly reason: string;
  readonly attempts: number;
}

async function whenDead(name: EndpointName): Promise<Letter> {
  using api = new ApiClient(cluster.node(0));
  return await eventually(
    async () => {
      const { body } = await api.get('/webhooks/dead_letters', { query: { endpoint: name } });
      const [letter] = (body as { dead_letters: Letter[] }).dead_letters;
      return letter ?? false;
    },
    { withinMs: 15_000, everyMs: 100, what: `a dead letter of ${name}` },
  );
}

interface Failure {
  readonly what: string;
  readonly name: EndpointName;
  readonly reply: Reply;
}

const temporary: readonly (Failure & { pause: number })[] = [
  { what: 'after an answer of 5xx', name: 'failing', reply: { status: 500 }, pause: 100 },
  {
    what: 'after 429, when Retry-After says',
    name: 'limiting',
    reply: { status: 429, retryAfter: 2 },
    pause: 2_000,
  },
  { what: 'after no answer in time', name: 'silent', reply: 'hang', pause: 1_000 },
  { what: 'after a connection that was cut', name: 'cutting', reply: 'close', pause: 100 },
];

describe('a request is made again, the same to the byte', () => {
  it.each(temporary)('$what', async ({ name, reply, pause }) => {
    const receiver = endpoints.at(name);
    behaveAtFirst(receiver, reply, reply);
    await sendTo(`private-${name}`, 'again');
    await receiver.whenReceived(({ data }) => data === 'again', { withinMs: 20_000 });

    const { requests } = receiver;
    expect(requests).toHaveLength(3);
    const [first] = requests;
    for (const { body, headers } of requests) {
      expect({ body, headers }).toEqual({ body: first?.body, headers: first?.headers });
    }
    for (const each of pausesBetween(requests)) expect(each).toBeGreaterThanOrEqual(pause);
  });
});

const final: readonly (Failure & { letter: { reason: string; attempts: number } })[] = [
  {
    what: 'a refusal, at once',
    name: 'refusing',
    reply: { status: 400 },
    letter: { reason: 'answered 400', attempts: 1 },
  },
  {
    what: 'a request that has failed as often as the endpoint allows',
    name: 'hopeless',
    reply: { status: 503 },
    letter: { reason: 'answered 503', attempts: 3 },
  },
];

describe('what becomes a dead letter', () => {
  it.each(final)('$what', async ({ name, reply, letter }) => {
    endpoints.at(name).behave(reply);
    await sendTo(`private-${name}`, 'given up');
    expect(await whenDead(name)).toMatchObject(letter);
    expect(endpoints.at(name).requests).toHaveLength(letter.attempts);
  });

  it('a redirect, and nobody goes there', async () => {
    await using elsewhere = await WebhookReceiver.start();
    endpoints.at('moved').behave({ status: 308, headers: { Location: elsewhere.url } });
    await sendTo('private-moved', 'given up');
    expect(await whenDead('moved')).toMatchObject({ reason: 'answered 308', attempts: 1 });
    expect(elsewhere.requests).toHaveLength(0);
  });

  it('a request that has failed for as long as the endpoint allows; the last attempt is at the deadline', async () => {
    endpoints.at('impatient').behave({ status: 500, retryAfter: 60 });
    await sendTo('private-impatient', 'given up');
    expect(await whenDead('impatient')).toMatchObject({ reason: 'answered 500', attempts: 2 });
    const [pause] = pausesBetween(endpoints.at('impatient').requests);
    expect(pause).toBeGreaterThanOrEqual(1_400);
  });
});

describe('an ordered endpoint', () => {
  it('gets the events of a channel in their order, whatever fails, and those of others meanwhile', async () => {
    // These two do not share one of the endpoint's 16 lanes.
    const [stuck, free] = ['private-ordered-stuck', 'private-ordered-free'];
    const numbers = ['1', '2', '3', '4', '5'];
    const receiver = endpoints.at('ordered');
    const receivedOf = (channel: string) =>
      receiver.events().flatMap((event) => (event.channel === channel ? [event.data] : []));
    const toFail = new Set(['3']);
    const isFailing = (data: string) =>
      data === '1' ? receivedOf(free).length < numbers.length : toFail.delete(data);
    receiver.behave(({ events: [event] }) => ({
      status: event?.channel === stuck && isFailing(String(event.data)) ? 500 : 200,
    }));
    await sendTo(stuck, ...numbers);
    await sendTo(free, ...numbers);
    await eventually(() => expect(receivedOf(stuck)).toEqual(numbers), { withinMs: 15_000 });

    expect(receivedOf(free)).toEqual(numbers);
    const tried = receiver.requests.flatMap(({ events }) =>
      events.flatMap(({ channel, data }) => (channel === stuck ? [data] : [])),
    );
    const firstTries = tried.lastIndexOf('1');
    expect(new Set(tried.slice(0, firstTries))).toEqual(new Set(['1']));
    expect(tried.slice(firstTries)).toEqual(['1', '2', '3', '3', '4', '5']);
  });
});

it('every attempt is counted by its answer, and so is what was repeated and given up', async () => {
  const counts = await settled(cluster);
  expect(counts).toEqual({ queued: 18, sent: 14, failed: 4, gone: 0, lost: 0 });
  const metrics = await scrapeMetrics(cluster.worker(0));
  const attempts = (status_class: string) => metrics.sum('sockudo_webhook_attempts_total', { status_class });
  const all = endpoints.all.reduce((sum, { requests }) => sum + requests.length, 0);
  const expected = { '2xx': 14, '3xx': 1, '4xx': 3, '5xx': all - 22, none: 4 };
  for (const [status, count] of Object.entries(expected)) {
    expect({ status, count: attempts(status) }).toEqual({ status, count });
  }
  expect(metrics.sum('sockudo_webhooks_dead_lettered_total')).toBe(4);
  expect(metrics.sum('sockudo_webhook_retries_total')).toBe(all - 14 - 4);
});
