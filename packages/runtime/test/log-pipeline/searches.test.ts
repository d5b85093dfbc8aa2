import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ApiClient,
  LogStore,
  RawClient,
  readFilebeat,
  readQuery,
  readTemplate,
  type ServerProcess,
  SpawnedProcess,
  startServer,
  storeLines,
} from '@shoal/testing';

jest.setTimeout(60_000);

const program = fileURLToPath(new URL('../../../../apps/server', import.meta.url));

/** What brings every fixed word into the log of a server. */
async function makeTrouble(server: ServerProcess): Promise<void> {
  await using stranger = await RawClient.open({ server, key: 'nobody' });
  await stranger.closed;
  const client = await RawClient.connect({ server });
  client.send({ event: 'pusher:subscribe', data: { channel: 'private-a', auth: 'wrong' } });
  client.send({ event: 'pusher:signin', data: { auth: 'wrong', user_data: '{"id":"1"}' } });
  await client.barrier();
  client.send('no JSON');
  await client.close();
  using api = new ApiClient(server);
  await api.get('/channels', { secret: 'wrong' });
  await api.post('/events', { body: { name: 'e', channel: 'c', data: '1' } });
}

/** What a server writes that cannot start, because somebody has its port. */
async function failedStart(env: Readonly<Record<string, string>>): Promise<string[]> {
  await using failed = new SpawnedProcess([program, 'start'], { env: { LOG_FORMAT: 'json', ...env } });
  await failed.exited;
  return failed.output.text.split('\n');
}

/** The log file of a server that had trouble, and the output of two that could not start. */
async function realLines(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'shoal-logs-'));
  const path = join(folder, 'sockudo/server.log');
  await using server = await startServer({
    env: { DRAIN_WINDOW: '0', LOG_LEVEL: 'debug', LOG_FILE_PATH: path },
  });
  const METRICS_PORT = String(server.metricsPort);
  const [lower, upper] = await Promise.all([
    failedStart({ METRICS_PORT }),
    failedStart({ METRICS_PORT, LOG_LEVEL_CASE: 'upper', LOG_SERVICE: 'sockudo' }),
    makeTrouble(server),
  ]);
  await server.stop();
  const written = await readFile(path, 'utf8');
  await rm(folder, { recursive: true });
  return [...written.trimEnd().split('\n'), ...lower, ...upper];
}

interface Line {
  readonly timestamp: string;
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** Real ones, and again as they were an hour and a minute before; their place in this list is a field. */
let lines: readonly Line[] = [];
const store = new LogStore(readTemplate().template.mappings);

beforeAll(async () => {
  const recent: readonly Line[] = (await realLines()).map((text) => JSON.parse(text));
  const old = recent.map((line) => ({ ...line, timestamp: hourBefore(line.timestamp) }));
  lines = [...recent, ...old].map((line, place) => ({ ...line, place }));
  const texts = lines.map((line) => JSON.stringify(line));
  storeLines(store, texts, readFilebeat('filebeat.yml'));
  // Another service says the same words.
  for (const line of recent) store.index({ ...line, '@timestamp': line.timestamp, service: 'other' });
});

function hourBefore(timestamp: string): string {
  return new Date(Date.parse(timestamp) - 3_660_000).toISOString();
}

/** The lines that one of the shipped searches finds. */
function found(query: string): readonly (Line | undefined)[] {
  return store.search(readQuery(query)).map(({ place }) => lines[Number(place)]);
}

const countOf = (list: readonly (Line | undefined)[], fields: object) =>
  list.filter((line) => Object.entries(fields).every(([name, value]) => line?.[name] === value)).length;

it('every line is stored, each in an index that the template is for', () => {
  expect(store.search({ query: { term: { service: 'sockudo' } } })).toHaveLength(lines.length);
});

it('the search for errors finds those of the last hour, whatever the case of their level', () => {
  const errors = found('error-logs');
  const isRecent = ({ timestamp }: Line) => Date.now() - Date.parse(timestamp) < 3_600_000;
  expect(errors).toEqual(lines.filter((line) => /^error$/i.test(line.level) && isRecent(line)));
  expect(countOf(errors, { message: 'server not started', level: 'error' })).toBe(1);
  expect(countOf(errors, { message: 'server not started', level: 'ERROR' })).toBe(1);
});

it('the search for connections finds whatever happened to one', () => {
  const events = found('connection-events');
  expect(events).toEqual(lines.filter(({ message }) => message.includes('connection')));
  const words = new Set(events.map((line) => line?.message));
  for (const end of ['established', 'closed', 'rejected', 'error'])
    expect(words).toContain(`connection ${end}`);
});

it('the search for authentication failures finds every kind of them, and nothing else that failed', () => {
  const failures = found('authentication-failures');
  expect(failures).toEqual(lines.filter(({ message }) => message === 'authentication failed'));
  for (const kind of ['subscribe', 'user', 'api']) expect(countOf(failures, { kind })).toBe(2);
  expect(failures).toHaveLength(6);
});

it('words of a message are found in message.text', () => {
  const hits = store.search({ query: { match: { 'message.text': 'started' } } });
  expect(new Set(hits.map(({ message }) => message))).toEqual(
    new Set(['server started', 'server not started', 'shutdown started']),
  );
});
