import type { DashboardSpec } from '../../dashboard.js';
import {
  hostConnections,
  hostCpu,
  hostDisk,
  hostFiles,
  hostLoad,
  hostMemory,
  hostReceived,
  hostTransmitted,
} from '../../panels/machine/host.js';

export const host: DashboardSpec = {
  name: 'host',
  title: 'Shoal / Host',
  description: 'The machines below, by node_exporter.',
  variables: ['host'],
  rows: [
    { title: 'CPU and memory', lines: [[hostCpu, hostLoad, hostMemory]] },
    { title: 'Network', lines: [[hostReceived, hostTransmitted, hostConnections]] },
    { title: 'Disk and files', lines: [[hostDisk, hostFiles]] },
  ],
};
