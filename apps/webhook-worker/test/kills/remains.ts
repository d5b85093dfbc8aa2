import { ApiClient, type ServerProcess, type SingleRedis, scrapeMetrics } from '@shoal/testing';
import type { Fact } from './judge.js';

export interface Letter {
  readonly endpoint: string;
  readonly events: readonly Fact[];
}

export interface QueuedJobs {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
}

/** Jobs in the queue, as a server says. */
export async function queuedJobs(server: ServerProcess): Promise<QueuedJobs> {
  const scrape = await scrapeMetrics(server);
  const count = (state: keyof QueuedJobs): number => scrape.value('sockudo_queue_jobs', { state });
  return { waiting: count('waiting'), active: count('active'), delayed: count('delayed') };
}

/** Whether an outbox holds something, or a batch of it is being moved. */
export async function isAnyRecorded({ server }: SingleRedis): Promise<boolean> {
  const found = await Promise.all(
    ['outbox', 'batch'].map((name) => server.command('--scan', '--pattern', `*}:${name}`)),
  );
  return found.join('') !== '';
}

/** Whether somebody is, or seems to be, in a channel. @param prefix of its name */
export async function isAnyOccupied(server: ServerProcess, prefix = ''): Promise<boolean> {
  using api = new ApiClient(server);
  const query = prefix === '' ? {} : { filter_by_prefix: prefix };
  const { status, text } = await api.get('/channels', { query });
  if (status !== 200) throw new Error(`The list of channels: ${status} ${text}`);
  return text !== '{"channels":{}}';
}

/** All dead letters of the app, with their events. */
export async function readLetters(server: ServerProcess): Promise<Letter[]> {
  using api = new ApiClient(server);
  const letters: Letter[] = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = { limit: '100', ...(cursor !== null && { cursor }) };
    const { text } = await api.get('/webhooks/dead_letters', { query });
    const page: { dead_letters: { id: string }[]; next_cursor: string | null } = JSON.parse(text);
    for (const { id } of page.dead_letters) {
      const { text: letter } = await api.get(`/webhooks/dead_letters/${encodeURIComponent(id)}`);
      letters.push(JSON.parse(letter));
    }
    cursor = page.next_cursor;
  } while (cursor !== null);
  return letters;
}
