import { z } from 'zod';
import { section, setting } from '../setting/setting.js';

/** Where each part keeps its state. This release has one driver of each kind: this process' memory. */

export const adapterSection = section(
  z
    .strictObject({
      driver: setting(z.enum(['local']).default('local'), {
        description: 'What carries messages between nodes. `local` is a single node.',
        env: ['ADAPTER_DRIVER', 'SOKETI_ADAPTER_DRIVER'],
      }),
    })
    .prefault({}),
  { description: 'The connection to other nodes.' },
);

export const cacheSection = section(
  z
    .strictObject({
      driver: setting(z.enum(['memory']).default('memory'), {
        description: 'Where the last event of cache channels is kept.',
        env: ['CACHE_DRIVER', 'SOKETI_CACHE_DRIVER'],
      }),
    })
    .prefault({}),
  { description: 'The cache of cache channels.' },
);

export const queueSection = section(
  z
    .strictObject({
      driver: setting(
        z
          .enum(['memory', 'sync'])
          .transform(() => 'memory' as const)
          .default('memory'),
        {
          description: "Where jobs wait for a worker. `sync` is soketi's word for `memory`.",
          env: ['QUEUE_DRIVER', 'SOKETI_QUEUE_DRIVER'],
        },
      ),
    })
    .prefault({}),
  { description: 'The job queue.' },
);
