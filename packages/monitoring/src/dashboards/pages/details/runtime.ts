import type { DashboardSpec } from '../../dashboard.js';
import {
  externalMemory,
  garbageCollection,
  garbageCollections,
  heapUsed,
  memory,
} from '../../panels/machine/memory.js';
import {
  activeResources,
  cpu,
  eventLoopLag,
  eventLoopWorst,
  foldedSeries,
  processFiles,
  starts,
  uptime,
} from '../../panels/machine/process.js';

export const runtime: DashboardSpec = {
  name: 'runtime',
  title: 'Shoal / Runtime',
  description:
    'The Node.js processes: CPU, memory, event loop and garbage collection of servers and workers.',
  variables: ['instance'],
  rows: [
    { title: 'Since when', lines: [[uptime]] },
    {
      title: 'CPU and event loop',
      lines: [[cpu, eventLoopLag, eventLoopWorst]],
    },
    {
      title: 'Memory',
      lines: [
        [memory, heapUsed, externalMemory],
        [garbageCollection, garbageCollections],
      ],
    },
    {
      title: 'Resources',
      lines: [
        [processFiles, activeResources],
        [starts, foldedSeries],
      ],
    },
  ],
};
