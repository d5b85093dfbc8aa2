import { DeafClient } from '../stage/deaf-client.js';
import type { Situation } from './situation.js';

const channelName = 'slow-consumer';
const eventBytes = 90_000;
const idleMs = 1_500;

/** A client that stops reading must cost neither the server's memory nor anybody else's events. */
export const slowConsumer: Situation = {
  name: 'slow-consumer',
  description: 'one client stops reading while large events come, another goes on',
  count: { of: 'events of 90 kB', initial: 300, most: 2_000 },
  async run(stage) {
    using deaf = await DeafClient.connect(stage.settings, channelName);
    const client = await stage.connect();
    const channel = await stage.subscribe(client, channelName);
    let received = 0;
    channel.bind('large', () => {
      received += 1;
    });
    deaf.stopReading();

    const data = 'x'.repeat(eventBytes);
    let sent = 0;
    while (sent < stage.count && !stage.isOver) {
      await stage.backend.trigger(channelName, 'large', data);
      sent += 1;
    }
    await stage.pause(idleMs);
    stage.say(`the client that reads got ${received} of ${sent} events`);

    deaf.readOn();
    await stage.pause(idleMs);
    const share = `${megabytes(deaf.bytesRead)} of ${megabytes(sent * eventBytes)} MB`;
    const end = deaf.isClosed ? 'then the server had closed its connection' : 'its connection is still open';
    stage.say(`the client that did not read found ${share} when it looked again; ${end}`);
  },
};

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
