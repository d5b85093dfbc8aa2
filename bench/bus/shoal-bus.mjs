import { systemClock } from '../../packages/core/dist/index.js';
import { openConnection, RedisBus } from '../../packages/redis-adapter/dist/index.js';

const silent = { info() {}, warn() {} };

/** The shipped bus, as the server uses it. */
export async function openShoalBus({ port, onBatch }) {
  const deployment = { kind: 'single', host: '127.0.0.1', port, db: 0 };
  const open = (use) => openConnection({ deployment, keyPrefix: 'bench:' }, { use, log: silent });
  const [publisher, subscriber] = [open('bus-publish'), open('bus-subscribe')];
  await Promise.all([publisher.ready(5000), subscriber.ready(5000)]);
  const bus = new RedisBus({
    nodeId: `bench-${process.pid}`,
    publisher: publisher.client,
    subscriber: subscriber.client,
    clock: systemClock,
    prefix: 'bench:bus',
  });
  await bus.start({ deliver: ({ frames }) => onBatch(frames), look() {}, control() {}, reconnected() {} });
  return {
    subscribe: (channel) => bus.subscribe(channel),
    publish: (channel, frames, messages) => bus.publish({ channel, frames, messages, exclusions: [] }),
    unconfirmed: () => bus.unconfirmed.packets,
  };
}
