import { catalogueAreas } from '@shoal/metrics';

/** Grafana's names of colours, which follow its light and dark themes. */
export const COLOURS = {
  good: 'green',
  warning: 'orange',
  bad: 'red',
  neutral: 'blue',
} as const;

/**
 * What has the same name has the same colour on every dashboard. What is not here (instances, apps, endpoints) has a
 * name of its own in each installation, and gets Grafana's colours in the order of these names.
 */
export const SERIES_COLOURS: Readonly<Record<string, string>> = {
  // Directions
  Sent: 'blue',
  Received: 'green',
  Transmitted: 'blue',
  out: 'blue',
  in: 'green',
  http: 'blue',
  batch: 'purple',
  client: 'orange',
  // Connections
  Established: 'green',
  Closed: 'orange',
  Subscribed: 'green',
  Unsubscribed: 'orange',
  accepted: 'green',
  Refused: 'red',
  normal: 'green',
  going_away: 'light-green',
  drain: 'blue',
  timeout: 'orange',
  network: 'dark-orange',
  slow_consumer: 'purple',
  limit: 'yellow',
  protocol_error: 'red',
  terminated: 'dark-red',
  // Quantiles
  p50: 'green',
  p95: 'orange',
  p99: 'red',
  local: 'green',
  remote: 'purple',
  // Ends, good and bad
  success: 'green',
  succeeded: 'green',
  partially_succeeded: 'yellow',
  failure: 'red',
  failed: 'red',
  expired: 'orange',
  cancelled: 'text',
  dead_lettered: 'dark-red',
  Delivered: 'green',
  Queued: 'blue',
  Retried: 'orange',
  Failed: 'red',
  'Dead-lettered': 'dark-red',
  Dropped: 'dark-orange',
  Processed: 'green',
  // Jobs
  waiting: 'orange',
  active: 'green',
  delayed: 'yellow',
  // Devices
  failing: 'orange',
  // Answers
  '2xx': 'green',
  '3xx': 'blue',
  '4xx': 'orange',
  '5xx': 'red',
  none: 'dark-red',
  // Presence
  join: 'green',
  leave: 'orange',
  update: 'blue',
  // Providers
  fcm: 'orange',
  apns: 'blue',
  webpush: 'purple',
  hms: 'red',
  wns: 'light-blue',
};

/** The colours of the series that this legend can name. */
export function coloursOf(legend: string): [name: string, colour: string][] {
  const label = /^\{\{(\w+)\}\}$/.exec(legend)?.[1];
  const names = label === undefined ? [legend] : valuesOf(label);
  return names.flatMap((name) => {
    const colour = SERIES_COLOURS[name];
    return colour === undefined ? [] : [[name, colour] as [string, string]];
  });
}

/** Every value that is known of a label of this name, on any metric. */
function valuesOf(name: string): string[] {
  const values = catalogueAreas.flatMap(({ metrics }) =>
    Object.values(metrics).flatMap(({ labels }) => {
      const label = labels[name];
      if (label === undefined) return [];
      if ('values' in label) return label.values;
      return 'known' in label ? label.known : [];
    }),
  );
  return [...new Set(values)];
}
