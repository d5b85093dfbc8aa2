import type { ServerCluster } from '@shoal/testing';
import { expectEvents, expectLists, expectMetrics, expectRest } from './expectations.js';
import { Ledger } from './ledger.js';
import { Load } from './load.js';
import { steps } from './step.js';

export interface RandomLoadOptions {
  readonly seed: number;
  readonly actions: number;
  readonly clients: number;
}

/** What the servers of a random load need: nobody is stopped for speaking too much. */
export const loadEnvironment = {
  SOCKUDO_ENABLE_CLIENT_MESSAGES: 'true',
};

/**
 * Plays a random load, lets it come to rest, and compares everything that can be asked with what was done. Leaves
 * nobody connected.
 *
 * @returns deliveries that had to happen, and did
 */
export async function playRandomLoad(
  cluster: ServerCluster,
  { seed, actions, clients }: RandomLoadOptions,
): Promise<number> {
  using load = new Load(cluster, new Ledger(seed));
  try {
    await load.play(steps(seed, actions), clients);
    await expectRest(load);
    const sessions = load.open.flatMap((participant) =>
      participant.subscribed.map((session) => [participant, session] as const),
    );
    await load.complete(sessions, 'the end');
    for (const participant of load.open) await participant.barrier();
    await expectLists(load);
    const deliveries = expectEvents(load);
    await expectMetrics(load);
    await Promise.all(load.open.map((participant) => participant.leave(false)));
    await expectRest(load);
    return deliveries;
  } finally {
    await Promise.all(load.open.map((participant) => participant.leave(true)));
  }
}
