/** The app whose webhooks are delivered: the default one, so that only its endpoint has to be configured. */
export const app = { id: 'app-id', key: 'app-key', secret: 'app-secret' };

/** Requests at once, of the worker to the endpoint and of the loop alike. */
export const concurrency = 20;

/** The endpoint as the worker is configured, in the environment. */
export function endpointSettings({ url, eventsPerRequest }) {
  return [
    {
      ...{ id: 'bench', url, event_types: ['channel_occupied', 'channel_vacated'], concurrency },
      batching: { enabled: eventsPerRequest > 1, size: eventsPerRequest },
    },
  ];
}

/** @returns so many records of the outbox, with ids like theirs */
export function makeRecords(count, first = 0) {
  return Array.from({ length: count }, (_, index) => ({
    id: `0123456789abcdef01-${first + index}-1`,
    appId: app.id,
    event: { name: index % 2 === 0 ? 'channel_occupied' : 'channel_vacated', channel: `room-${index}` },
    timeMs: Date.now(),
    version: first + index + 1,
  }));
}
