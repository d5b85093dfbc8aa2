import type { Situation } from './situation.js';

const channelName = 'cache-late-subscriber';
const pauseMs = 500;

/** A cache channel gives the last event to whoever comes later. */
export const lateSubscriber: Situation = {
  name: 'late-subscriber',
  description: 'an event on a cache channel reaches those who come after it',
  count: { of: 'subscribers', initial: 5, most: 100 },
  async run(stage) {
    for (let turn = 1; turn <= stage.count && !stage.isOver; turn += 1) {
      await stage.backend.trigger(channelName, 'price', { turn });
      const client = await stage.connect();
      const cached = new Promise<string>((resolve) => {
        const channel = client.subscribe(channelName);
        channel.bind('price', (data: unknown) => resolve(`the event ${JSON.stringify(data)}`));
        channel.bind('pusher:cache_miss', () => resolve('a cache miss'));
      });
      stage.say(`published turn ${turn}; who subscribed then got ${await cached}`);
      client.disconnect();
      await stage.pause(pauseMs);
    }
  },
};
