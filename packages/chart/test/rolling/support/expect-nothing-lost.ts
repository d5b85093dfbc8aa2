import type { PodEnd } from '@shoal/testing';
import type { Load } from './load.js';

/** Of everything that was asked for, all was done and nothing twice; and there was enough of it to say so. */
export async function expectNothingLost(load: Load): Promise<void> {
  expect({
    refusals: load.refusals,
    webhookFaults: load.webhookFaults,
    deadLetters: await load.deadLetters(),
    pushFaults: load.pushFaults,
    unsuccessful: await load.unsuccessful(),
  }).toEqual({ refusals: [], webhookFaults: [], deadLetters: [], pushFaults: [], unsuccessful: [] });
  for (const list of await load.lists()) expect(list).toEqual(load.visitorNames);
  const { requests, pushes, guests, notes, moves } = load.amounts;
  expect(Math.min(requests / 50, pushes / 5, guests / 5, notes / 10, moves)).toBeGreaterThanOrEqual(1);
}

/** Two pods of each program have gone by themselves. */
export function expectGoodEnds(ends: readonly PodEnd[]): void {
  const good = { code: 0, signal: null, wasKilled: false };
  expect(ends.map(({ exit, wasKilled }) => ({ ...exit, wasKilled }))).toEqual(
    Array.from({ length: 6 }, () => good),
  );
}
