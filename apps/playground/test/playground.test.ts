import { fileURLToPath } from 'node:url';
import {
  createPusherServer,
  eventually,
  freePorts,
  launchBrowser,
  type ServerProcess,
  SpawnedProcess,
  startServer,
} from '@shoal/testing';
import { situations } from '../src/situations/situation-list.js';
import { PlaygroundProcess } from './playground-process.js';
import { type Browser, Visitor } from './visitor.js';

jest.setTimeout(60_000);

let server: ServerProcess;
let playground: PlaygroundProcess;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  server = await startServer();
  playground = new PlaygroundProcess(server);
});

afterAll(async () => {
  await browser?.close();
  await playground?.stop();
  await server?.stop();
});

/** A page that is connected. */
async function visit(userId: string): Promise<Visitor> {
  const visitor = await Visitor.open(browser, { url: await playground.url(), userId });
  await visitor.seesConnection('connected');
  return visitor;
}

describe('two visitors on a presence channel', () => {
  const channel = 'presence-lobby';

  it('see each other, and the events that either of them publishes', async () => {
    await using alice = await visit('alice');
    await using bob = await visit('bob');
    await alice.subscribes('presence', 'lobby');
    await bob.subscribes('presence', 'lobby');
    for (const visitor of [alice, bob]) {
      await eventually(async () => expect(await visitor.memberIds(channel)).toEqual(['alice', 'bob']));
    }

    await alice.publishes({ channel, event: 'greeting', data: '{"text": "hello"}' });
    await alice.seesEvent(channel, 'greeting', '{"text":"hello"}');
    await bob.seesEvent(channel, 'greeting', '{"text":"hello"}');
    await alice.seesText('Round trip', /^\d+\.\d ms$/);
  });

  it('get the client events of the other only', async () => {
    await using alice = await visit('alice');
    await using bob = await visit('bob');
    await alice.subscribes('presence', 'lobby');
    await bob.subscribes('presence', 'lobby');

    await alice.writes({ channel, event: 'typing', data: '"now"' });
    await alice.clicks('Send client event');
    await bob.seesEvent(channel, 'client-typing', 'now');
    // What is published after it has passed alice by.
    await bob.publishes({ channel, event: 'barrier', data: '1' });
    await alice.seesEvent('barrier');
    expect(await alice.events('client-typing').count()).toBe(0);
  });

  it('can be left out of an event of their own', async () => {
    await using alice = await visit('alice');
    await using bob = await visit('bob');
    await alice.subscribes('presence', 'lobby');
    await bob.subscribes('presence', 'lobby');

    await alice.page.getByLabel('Leave this connection out').check();
    await alice.publishes({ channel, event: 'secret', data: '1' });
    await bob.seesEvent('secret');
    await bob.publishes({ channel, event: 'barrier', data: '1' });
    await alice.seesEvent('barrier');
    expect(await alice.events('secret').count()).toBe(0);
  });

  it('see who unsubscribes, who then hears nothing more', async () => {
    await using alice = await visit('alice');
    await using bob = await visit('bob');
    await alice.subscribes('presence', 'lobby');
    await alice.subscribes('private', 'aside');
    await bob.subscribes('presence', 'lobby');
    await alice.clicks(`Unsubscribe from ${channel}`);

    await eventually(async () => expect(await bob.memberIds(channel)).toEqual(['bob']));
    expect(await alice.subscription(channel).count()).toBe(0);
    await bob.publishes({ channel, event: 'gossip', data: '1' });
    await bob.seesEvent('gossip');
    await bob.publishes({ channel: 'private-aside', event: 'barrier', data: '1' });
    await alice.seesEvent('barrier');
    expect(await alice.events('gossip').count()).toBe(0);
  });
});

it('a signed-in user is reached on all pages, and can be thrown out', async () => {
  await using alice = await visit('alice');
  await using bob = await visit('bob');
  await alice.clicks('Sign in');
  await alice.seesText('You', 'Signed in as alice');

  const reach = bob.page.getByRole('region', { name: 'Reach a user' });
  await reach.getByLabel('User id').fill('alice');
  await reach.getByLabel('Data').fill('lunch?');
  await bob.clicks('Send to user');
  await alice.seesEvent('#server-to-user-alice', 'notice', 'lunch?');

  await bob.clicks('Terminate connections');
  await alice.seesConnection('disconnected');
  await alice.seesProblem('4009');
  expect(await alice.page.getByRole('button', { name: 'Dismiss' }).count()).toBe(1);
  await bob.seesConnection('connected');
  await alice.clicks('Connect');
  await alice.seesText('You', 'Signed in as alice');
});

it('keeps a name that is typed while the page still waits for its backend', async () => {
  await using alice = await Visitor.open(browser, {
    url: await playground.url(),
    userId: 'alice',
    settingsMs: 500,
  });
  await alice.seesConnection('connected');
  await alice.clicks('Sign in');
  await alice.seesText('You', 'Signed in as alice');
});

it('connects and disconnects as it is told', async () => {
  await using alice = await visit('alice');
  await alice.subscribes('public', 'news');
  await alice.clicks('Disconnect');
  await alice.seesConnection('disconnected');
  await alice.subscription('news').getByText('waiting', { exact: true }).waitFor();
  await alice.clicks('Connect');
  await alice.seesConnection('connected');
  await alice.subscription('news').getByText('subscribed', { exact: true }).waitFor();
});

it('shows the events of every kind of channel as they were written', async () => {
  await using alice = await visit('alice');
  for (const kind of [
    'private-encrypted',
    'cache',
    'private-cache',
    'presence-cache',
    'private-encrypted-cache',
  ]) {
    const channel = `${kind}-vault`;
    await alice.subscribes(kind, 'vault');
    await alice.publishes({ channel, event: `deposit-${kind}`, data: '{"coins": 3}' });
    await alice.seesEvent(channel, `deposit-${kind}`, '{"coins":3}');
  }
});

it('shows why something was refused', async () => {
  await using alice = await visit('alice');
  await alice.publishes({ channel: 'not a channel', event: 'greeting', data: '1' });
  await alice.seesProblem(/Invalid channel name/);
  await alice.publishes({ channel: 'lobby', event: 'large', data: 'x'.repeat(200_000) });
  await alice.seesProblem(/refused it \(413\)/);
});

it('lets go of a subscription that the server refused', async () => {
  await using alice = await visit('alice');
  await alice.page.getByRole('region', { name: 'Channels' }).getByLabel('Name').fill('not a channel');
  await alice.clicks('Subscribe');
  await alice.subscription('not a channel').getByText('refused', { exact: true }).waitFor();
  await alice.seesProblem(/The subscription of not a channel was refused/);
  await alice.clicks('Unsubscribe from not a channel');
  expect(await alice.subscription('not a channel').count()).toBe(0);
});

describe('the log', () => {
  it('takes what comes from outside as text', async () => {
    await using alice = await visit('alice');
    await alice.subscribes('public', 'wall');
    const html = '<img src="x" alt="pwned">';
    await alice.publishes({ channel: 'wall', event: '<b>bold</b>', data: html });
    await alice.seesEvent('<b>bold</b>', html);
    expect(await alice.page.getByRole('img', { name: 'pwned' }).count()).toBe(0);
  });

  it('keeps the last 500 events, finds some, and forgets all', async () => {
    await using alice = await visit('alice');
    await alice.subscribes('public', 'busy');
    const backend = createPusherServer(server);
    for (let start = 0; start < 510; start += 10) {
      const numbers = Array.from({ length: 10 }, (_, index) => start + index);
      await backend.triggerBatch(numbers.map((n) => ({ channel: 'busy', name: 'tick', data: `tick-${n};` })));
    }
    await alice.seesEvent('tick-509;');
    await alice.seesText('Events', 'the last 500');
    expect(await alice.events('tick-9;').count()).toBe(0);

    await alice.page.getByLabel('Filter events').fill('TICK-50');
    await alice.seesText('Events', '11 of the last 500'); // 50, and 500 to 509
    expect(await alice.events('tick-50;').isVisible()).toBe(true);
    expect(await alice.events('tick-51;').isVisible()).toBe(false);

    await alice.clicks('Clear');
    await alice.seesText('Events', 'Nothing has arrived yet.');
  });
});

it('measures round trips until it is stopped', async () => {
  await using alice = await visit('alice');
  await alice.clicks('Measure');
  await alice.page.getByRole('img', { name: /^The last [2-9] round trips, up to \d+\.\d ms$/ }).waitFor();
  await alice.clicks('Stop measuring');
  await alice.page.getByRole('button', { name: 'Measure', exact: true }).waitFor();
});

it('says that there is no server, and connects when there is one', async () => {
  const [port = 0, metricsPort = 0] = await freePorts(2);
  await using lonely = new PlaygroundProcess({ host: '127.0.0.1', port });
  await using alice = await Visitor.open(browser, { url: await lonely.url(), userId: 'alice' });
  const message = `no server at http://127.0.0.1:${port}: run npm start in another terminal`;
  await alice.seesAdvice(message);
  expect(lonely.output.text).toContain(message);

  const entry = fileURLToPath(new URL('../../server', import.meta.url));
  const env = { HOST: '127.0.0.1', PORT: String(port), METRICS_PORT: String(metricsPort) };
  await using _late = new SpawnedProcess([entry, 'start'], { env });
  await eventually(() => lonely.output.text.includes(`the server at http://127.0.0.1:${port} answers`), {
    withinMs: 15_000,
    what: 'a server that answers',
  });
  await alice.seesConnection('connected');
});

it('says that the server does not take the app', async () => {
  await using stranger = new PlaygroundProcess(server, { env: { SOCKUDO_DEFAULT_APP_SECRET: 'wrong' } });
  const message = 'refuses the app "app-id" (401): check SOCKUDO_DEFAULT_APP_ID';
  await eventually(() => stranger.output.text.includes(message), { what: message });
});

it('says which variable to change when its port is taken', async () => {
  const port = new URL(await playground.url()).port;
  await using second = new PlaygroundProcess(server, { env: { PLAYGROUND_PORT: port } });
  expect(await second.exited).toEqual({ code: 1, signal: null });
  expect(second.output.text).toContain('set PLAYGROUND_PORT to another port');
});

describe('a situation', () => {
  it('is listed by npm run playground -- --help, before anything is built', async () => {
    const script = fileURLToPath(new URL('../../../scripts/playground.mjs', import.meta.url));
    await using help = new SpawnedProcess([script, '--help']);
    expect(await help.exited).toEqual({ code: 0, signal: null });
    for (const { name, description } of situations) {
      expect(help.output.text).toMatch(new RegExp(`${name} +${description}`));
    }
  });

  it.each([
    ['late-subscriber', '2', 'published turn 2; who subscribed then got the event {"turn":2}'],
    ['many-channels', '20', 'received all 20 of them'],
    ['reconnect-storm', '3', 'round 3: half are back'],
    ['slow-consumer', '5', 'the client that reads got 5 of 5 events'],
  ])('%s is played to its end', async (name, count, line) => {
    await using play = new PlaygroundProcess(server, { args: ['--situation', name, '--count', count] });
    expect(await play.exited).toEqual({ code: 0, signal: null });
    expect(play.output.text).toContain(line);
  });

  it('chat-room can be joined on the page, and ends when it is told to', async () => {
    await using alice = await visit('alice');
    await alice.subscribes('presence', 'chat-room');
    await using play = new PlaygroundProcess(server, { args: ['--situation', 'chat-room', '--count', '2'] });
    await eventually(async () =>
      expect(await alice.memberIds('presence-chat-room')).toEqual(['alice', 'bot-1', 'bot-2']),
    );
    await alice.seesEvent('client-message', '"from":"Ada"');
    expect(await play.stop()).toEqual({ code: 0, signal: null });
    await eventually(async () => expect(await alice.memberIds('presence-chat-room')).toEqual(['alice']));
  });
});
