import type { PusherJs } from '../stage/create-client.js';
import type { Situation } from './situation.js';

const channelName = 'private-reconnect-storm';
const rounds = 3;
const pauseMs = 1_000;

/** What a node goes through when a network comes back: everybody at once, each with a subscription. */
export const reconnectStorm: Situation = {
  name: 'reconnect-storm',
  description: 'clients drop their connections all at once and come back, three times',
  count: { of: 'clients', initial: 50, most: 500 },
  async run(stage) {
    const clients = await Promise.all(Array.from({ length: stage.count }, () => stage.connect()));
    await Promise.all(clients.map((client) => stage.subscribe(client, channelName)));
    stage.say(`${clients.length} clients are subscribed to ${channelName}`);
    for (let round = 1; round <= rounds && !stage.isOver; round += 1) {
      await stage.pause(pauseMs);
      const started = performance.now();
      const times = await Promise.all(clients.map((client) => reconnect(client, started)));
      times.sort((a, b) => a - b);
      stage.say(`round ${round}: half are back after ${at(times, 0.5)} ms, all after ${at(times, 1)} ms`);
    }
  },
};

/** Milliseconds from `started` until the client is subscribed again. */
function reconnect(client: PusherJs, started: number): Promise<number> {
  return new Promise((resolve) => {
    const channel = client.channel(channelName);
    const onSubscribed = () => {
      channel.unbind('pusher:subscription_succeeded', onSubscribed);
      resolve(performance.now() - started);
    };
    channel.bind('pusher:subscription_succeeded', onSubscribed);
    client.disconnect();
    client.connect();
  });
}

function at(sorted: readonly number[], share: number): number {
  return Math.round(sorted[Math.ceil(sorted.length * share) - 1] ?? 0);
}
