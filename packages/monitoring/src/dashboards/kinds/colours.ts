import { catalogueAreas } from '@shoal/metrics';

/** Grafana's names of colours, which follow its light and dark themes. */
export const COLOURS = {
  good: 'green',
  warning: 'orange',
  bad: 'red',
  neutral: 'blue',
} as const;

/**
 * What has the same name has the same colour on every dashboard. What is not here (instances, apps, endpoints) gets
 * the colour that Grafana gives to its name.
 */
export const SERIES_COLOURS: Readonly<Record<string, string>> = {
  // Directions
  Sent: 'blue',
  Received: 'green',
  Transmitted: 'blue',
  Published: 'purple',
  'Client events': 'orange',
  // Connections
  Established: 'green',
  Closed: 'orange',
  accepted: 'green',
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

/** Every value that a label of this name may have on any metric, but for those that come from outside. */
function valuesOf(name: string): string[] {
  const values = catalogueAreas.flatMap(({ metrics }) =>
    Object.values(metrics).flatMap(({ labels }) => {
      const label = labels[name];
      return label !== undefined && 'values' in label ? label.values : [];
    }),
  );
  return [...new Set(values)];
}
