import { rising } from '../../kinds/looks/thresholds.js';
import type { BarGaugeSpec, TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { IN_INSTALLATION } from '../../promql.js';

const HOST = `${IN_INSTALLATION}, instance=~"$host"`;
const REAL_FILESYSTEMS = `${HOST}, fstype!~"tmpfs|overlay|squashfs|ramfs|nsfs", mountpoint!~"/(run|sys|proc|dev)($|/).*"`;
const REAL_DEVICES = `${HOST}, device!~"lo|veth.*|docker.*|br-.*|cni.*"`;

export const hostCpu: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'CPU usage',
  unit: 'percent',
  max: 100,
  shows: 'Part of all cores of each machine that is busy.',
  good: 'Below 70 %.',
  otherwise:
    'One process cannot use more than about one core: run several servers on a machine, or more machines.',
  thresholds: rising(70, 90),
  queries: [
    {
      expr: `100 - 100 * avg by (instance) (rate(node_cpu_seconds_total{${HOST}, mode="idle"}[$__rate_interval]))`,
      legend: '{{instance}}',
    },
  ],
};

export const hostMemory: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Memory usage',
  unit: 'percent',
  max: 100,
  shows: 'Part of the memory of each machine that is not available.',
  good: 'Below 80 %.',
  otherwise: 'Near 100 % the kernel kills a process: give it more memory, or fewer connections.',
  thresholds: rising(80, 95),
  queries: [
    {
      expr: `100 * (1 - node_memory_MemAvailable_bytes{${HOST}} / node_memory_MemTotal_bytes{${HOST}})`,
      legend: '{{instance}}',
    },
  ],
};

export const hostDisk: BarGaugeSpec = {
  kind: 'bar-gauge',
  title: 'Disk usage',
  unit: 'percent',
  max: 100,
  shows: 'Part of each filesystem that is used, without those in memory and of containers.',
  good: 'Below 80 %.',
  otherwise: 'Logs grow, or Prometheus keeps too much: rotate, or shorten the retention.',
  thresholds: rising(80, 95),
  queries: [
    {
      expr: `100 * (1 - max by (instance, mountpoint) (node_filesystem_avail_bytes{${REAL_FILESYSTEMS}}) / max by (instance, mountpoint) (node_filesystem_size_bytes{${REAL_FILESYSTEMS}}))`,
      legend: '{{instance}} {{mountpoint}}',
    },
  ],
};

export const hostReceived = networkTraffic('received', 'node_network_receive_bytes_total');
export const hostTransmitted = networkTraffic('transmitted', 'node_network_transmit_bytes_total');

function networkTraffic(direction: string, metric: string): TimeSeriesSpec {
  return {
    kind: 'time-series',
    title: `Network ${direction}`,
    unit: 'bytesPerSecond',
    shows: `Bytes a second that each network device of a machine ${direction}.`,
    good: 'Far below what the device can do.',
    otherwise: 'See WebSocket traffic and publish rate by app.',
    queries: [
      {
        expr: `sum by (instance, device) (rate(${metric}{${REAL_DEVICES}}[$__rate_interval]))`,
        legend: '{{instance}} {{device}}',
      },
    ],
  };
}

export const hostFiles: BarGaugeSpec = {
  kind: 'bar-gauge',
  title: 'File descriptors',
  unit: 'percent',
  max: 100,
  shows: 'File descriptors that each machine has given out, of those it can give.',
  good: 'Below 70 %. Each process has a limit of its own: see Runtime.',
  otherwise: 'Raise fs.file-max.',
  thresholds: rising(70, 90),
  queries: [
    {
      expr: `100 * node_filefd_allocated{${HOST}} / node_filefd_maximum{${HOST}}`,
      legend: '{{instance}}',
    },
  ],
};

export const hostLoad: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Load for each core',
  unit: 'count',
  shows: 'Processes that run or wait to run, the mean of five minutes, for each core.',
  good: 'Below 1.',
  otherwise:
    'Above 1 processes wait for a core: messages are late while CPU of our processes looks all right.',
  thresholds: rising(1, 2),
  queries: [
    {
      expr: `node_load5{${HOST}} / on (instance) count by (instance) (node_cpu_seconds_total{${HOST}, mode="idle"})`,
      legend: '{{instance}}',
    },
  ],
};

export const hostConnections: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'TCP connections',
  unit: 'count',
  shows: 'TCP connections of each machine that are established.',
  good: 'Follows the active connections.',
  otherwise:
    'Far above them: a proxy or Redis client on the same machine, or connections that nobody closes.',
  queries: [{ expr: `node_netstat_Tcp_CurrEstab{${HOST}}`, legend: '{{instance}}' }],
};
