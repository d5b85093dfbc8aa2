import { Redis } from 'ioredis';

/** What one writes with ioredis alone: a PUBLISH for each channel and tick, and nothing looked at. */
export async function openPlainBus({ port, onBatch }) {
  const [publisher, subscriber] = [new Redis(port), new Redis(port)];
  let unconfirmed = 0;
  const nameOf = ({ appId, name }) => `${appId}:${name}`;
  subscriber.on('smessageBuffer', (_channel, frames) => onBatch(frames));
  return {
    subscribe: (channel) => subscriber.ssubscribe(nameOf(channel)),
    publish(channel, frames) {
      unconfirmed += 1;
      publisher.spublish(nameOf(channel), frames).then(() => {
        unconfirmed -= 1;
      });
    },
    unconfirmed: () => unconfirmed,
  };
}
