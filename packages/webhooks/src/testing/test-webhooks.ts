import { MemoryDeadLetters, MemoryLanes, MemoryQueue } from '@shoal/queue';
import { FakeClock } from '@shoal/queue/testing';
import { WebhookDeadLetters } from '../dead-letters/webhook-dead-letters.js';
import { WebhookDelivery } from '../deliver/webhook-delivery.js';
import type { EventsJob, LaneEvent, WebhookJob } from '../deliver/webhook-job.js';
import type { WebhookApp } from '../endpoint/endpoint.js';
import { WebhookProducer } from '../produce/webhook-producer.js';
import { Faulty } from './faulty.js';
import { PlayedSender } from './played-sender.js';
import { RecordingObserver } from './recording-observer.js';

/** Everything in this package at work, on a queue in memory and a clock that the test moves. */
export function createTestWebhooks(apps: readonly WebhookApp[]) {
  const clock = new FakeClock();
  const observer = new RecordingObserver();
  const sender = new PlayedSender(clock);
  const configured = new Map(apps.map((app) => [app.id, app]));
  const silent = { processed() {}, failed() {}, reachable() {} };
  const queue = new Faulty(new MemoryQueue<WebhookJob>({ name: 'webhooks', observer: silent, clock }), [
    'add',
  ]);
  const lanes = new Faulty(new MemoryLanes<LaneEvent>(), ['push', 'head', 'advance']);
  const letters = new Faulty(new MemoryDeadLetters<EventsJob>(), ['add', 'list', 'find', 'remove']);
  const lookup = new Faulty({ find: async (id: string) => configured.get(id) }, ['find']);
  const ports = { queue: queue.part, lanes: lanes.part, deadLetters: letters.part, apps: lookup.part };
  const parts = { ...ports, observer, clock, sender };
  // Not random: each wait is three quarters of the longest.
  const delivery = new WebhookDelivery({ ...parts, random: () => 0.5 });
  return {
    ...{ clock, observer, sender, configured, lookup, queue, lanes, letters, delivery },
    producer: new WebhookProducer(parts),
    deadLetters: new WebhookDeadLetters(parts),
    /** Starts a worker. */
    work: (concurrency = 50) => queue.part.process(delivery.handle, { concurrency }),
    async [Symbol.asyncDispose]() {
      await queue.part.close();
    },
  };
}
