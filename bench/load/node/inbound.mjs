import { Client, frame, openClients } from './client.mjs';
import { createDialect, isPong } from './dialect.mjs';
import { measureWindow } from './window.mjs';

/** Sends client events to channels that nobody else listens to. See load/c/inbound.c for the order of things. */
export async function inbound(options) {
  const dialect = createDialect(options);
  const ping = frame(dialect.ping);
  const senders = [];
  for (let index = 0; index < options.connections; index += 1) {
    const channel = `${options.channel}-${index}`;
    const client = await new Client().open({ options, dialect, channel });
    const event = frame(dialect.clientEvent(channel));
    senders.push({ client, burst: Buffer.concat(Array(options.burst).fill(event)) });
  }
  const [control] = await openClients(1, { options, dialect });

  const sendFor = async (seconds) => {
    const end = performance.now() + seconds * 1000;
    let events = 0;
    while (performance.now() < end) {
      for (const { client, burst } of senders) client.send(burst);
      await pinged(control, ping);
      events += senders.length * options.burst;
    }
    await Promise.all(senders.map(({ client }) => pinged(client, ping)));
    return events;
  };
  await sendFor(options.warmup);
  return measureWindow(options, () => sendFor(options.seconds));
}

function pinged(client, ping) {
  return new Promise((resolve) => {
    client.onText = (text) => {
      if (isPong(text)) resolve();
    };
    client.send(ping);
  });
}
