import { type BacklogSources, PUSH_QUEUES, type PushSources, type QueueReading } from '@shoal/metrics';
import type { OpenedPush } from './open-push.js';

export interface PushBacklogParts {
  /** Undefined until it is opened. */
  readonly push: () => Pick<OpenedPush, 'stores'> | undefined;
  /** What is not opened then holds nothing, because nobody else could have put anything there. */
  readonly isInMemory: boolean;
  readonly appIds: readonly string[];
}

const nothing: QueueReading = { waiting: 0, active: 0, delayed: 0, failed: 0, oldestAge: 0 };

/** What waits of pushes, and for which devices, as the metrics read it. */
export function pushBacklog({ push, isInMemory, appIds }: PushBacklogParts): PushBacklog {
  return {
    queues: PUSH_QUEUES.map((name) => ({
      name,
      async read() {
        const opened = push();
        if (opened === undefined) return isInMemory ? nothing : undefined;
        return readQueue(opened.stores, name);
      },
    })),
    push: {
      async scheduled() {
        const opened = push();
        if (opened === undefined) return isInMemory ? 0 : undefined;
        // What is delayed for another reason is so for seconds.
        return (await opened.stores.plans.depth()).delayed;
      },
      async devices() {
        const opened = push();
        if (opened === undefined) return isInMemory ? [] : undefined;
        const { devices } = opened.stores;
        const apps = await Promise.all(
          appIds.map(async (appId) => ({ appId, counts: await devices.counts(appId) })),
        );
        return apps.filter(({ counts }) => Object.values(counts).some((count) => count > 0));
      },
    },
  };
}

type PushBacklog = Pick<BacklogSources, 'queues'> & { readonly push: PushSources };

/** Dead letters are told of with the queue of their provider. */
async function readQueue(
  { plans, dispatches, deadLetters }: OpenedPush['stores'],
  name: string,
): Promise<QueueReading | undefined> {
  if (name === plans.name) return { ...(await plans.depth()), failed: 0 };
  const [provider, queue] = Object.entries(dispatches).find(([, each]) => each.name === name) ?? [];
  if (queue === undefined) return undefined;
  const [depth, failed] = await Promise.all([queue.depth(), deadLetters.count(provider)]);
  return { ...depth, failed };
}
