import type { WebhookBatch } from '../../src/outbox/webhook-batch.js';
import type { World } from './world.js';

/**
 * What the queue was given: a batch that came again was the same; each record was in one batch; and an app's records
 * came first in the order in which they were made, as long as that is known. Nothing is left in Redis.
 */
export async function expectBatches({ queue, redis, scenario }: World): Promise<void> {
  const first = new Map<string, WebhookBatch>();
  for (const batch of queue.batches) {
    expect(batch).toEqual(first.get(batch.id) ?? batch);
    if (!first.has(batch.id)) first.set(batch.id, batch);
  }
  if (scenario.weather === 'calm') expect(queue.batches).toHaveLength(first.size);
  const mayForget = scenario.weather === 'forgetful' || scenario.weather === 'catastrophic';
  // What a failover brings back is in another batch, of another epoch.
  if (!mayForget) expectDistinct([...first.values()].flatMap(({ records }) => records.map(({ id }) => id)));
  for (const versions of sortByLine([...first.values()]).values()) {
    expectDistinct(versions);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
  }
  expect(await redis.keysOf('outbox', 'batch', 'batched')).toEqual([]);
}

/** Versions by app, bucket and epoch. */
function sortByLine(batches: readonly WebhookBatch[]): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  for (const { appId, source, records } of batches) {
    const line = `${appId} ${source.bucket} ${source.epoch}`;
    lines.set(line, [...(lines.get(line) ?? []), ...records.map(({ version }) => version ?? Number.NaN)]);
  }
  return lines;
}

function expectDistinct(all: readonly unknown[]): void {
  expect(new Set(all).size).toBe(all.length);
}
