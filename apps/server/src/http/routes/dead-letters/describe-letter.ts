import type { DeadLetter } from '@shoal/queue';
import type { EventsJob } from '@shoal/webhooks';

/** A dead letter as the API shows it. */
export function describeLetter(letter: DeadLetter<EventsJob>, extent: 'summary' | 'whole'): object {
  const { id, topic, reason, attempts, failedAt, data } = letter;
  return {
    id,
    endpoint: topic,
    reason,
    attempts,
    failed_at: new Date(failedAt).toISOString(),
    event_count: data.events.length,
    ...(extent === 'whole' ? { events: data.events.map(describeEvent) } : {}),
  };
}

function describeEvent({ id, timeMs, version, event }: EventsJob['events'][number]): object {
  return { ...event, id, time_ms: timeMs, ...(version === undefined ? {} : { version }) };
}
