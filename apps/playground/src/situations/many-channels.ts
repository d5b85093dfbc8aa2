import type { Stage } from '../stage/stage.js';
import type { Situation } from './situation.js';

/** A request may name so many channels. */
const channelsARequest = 100;

/** One connection that listens to a great many channels, and one event on each of them. */
export const manyChannels: Situation = {
  name: 'many-channels',
  description: 'one client subscribes to many channels and gets an event on each',
  count: { of: 'channels', initial: 500, most: 5_000 },
  async run(stage) {
    const names = Array.from({ length: stage.count }, (_, index) => `many-channels-${index + 1}`);
    const client = await stage.connect();

    const subscribing = performance.now();
    await Promise.all(names.map((name) => stage.subscribe(client, name)));
    stage.say(`subscribed to ${names.length} channels in ${elapsed(subscribing)}`);

    const received = new Set<string>();
    const complete = new Promise<void>((resolve) => {
      for (const name of names) {
        client.channel(name).bind('greeting', () => {
          received.add(name);
          if (received.size === names.length) resolve();
        });
      }
    });
    const publishing = performance.now();
    await publishToAll(stage, names);
    stage.say(`published an event on each in ${elapsed(publishing)}`);
    await complete;
    stage.say(`received all ${received.size} of them after ${elapsed(publishing)}`);
  },
};

async function publishToAll({ backend }: Stage, names: readonly string[]): Promise<void> {
  for (let start = 0; start < names.length; start += channelsARequest) {
    await backend.trigger(names.slice(start, start + channelsARequest), 'greeting', { hello: 'channel' });
  }
}

function elapsed(since: number): string {
  return `${Math.round(performance.now() - since)} ms`;
}
