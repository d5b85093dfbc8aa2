import { frame, openClients } from './client.mjs';
import { createDialect, isSubscribed } from './dialect.mjs';
import { announce } from './fan-out.mjs';
import { measureWindow, settle } from './window.mjs';

/** Opens many connections. */
export async function connectStorm(options) {
  const dialect = createDialect(options);
  const { connections } = options;
  for (const client of await openClients(connections, { options, dialect })) client.cut();
  await settle();
  return measureWindow(options, async () => {
    await openClients(connections, { options, dialect });
    return connections;
  });
}

/** Subscribes each connection to many channels, one frame a write, each after the answer to the last. */
export async function subscribeStorm(options) {
  const dialect = createDialect(options);
  const { connections, channels, channel, group, occupied } = options;
  const warm = Math.floor(channels / 3);
  const join = (client, index, [from, to]) => {
    const names = Array.from(
      { length: to - from },
      (_, at) => `${channel}-${group === 0 ? 0 : Math.floor(index / group)}-${from + at}`,
    );
    return subscribeOneByOne(client, names, (name) => frame(dialect.subscribe(client.socketId, name, index)));
  };
  if (occupied) {
    const [keeper] = await openClients(1, { options, dialect });
    await join(keeper, 0, [0, warm + channels]);
  }
  const clients = await openClients(connections, { options, dialect });
  const joinAll = (range) => Promise.all(clients.map((client, index) => join(client, index, range)));
  await joinAll([0, warm]);
  await settle();
  return measureWindow(options, async () => {
    const start = performance.now();
    await joinAll([warm, warm + channels]);
    const seconds = (performance.now() - start) / 1000;
    await settle();
    return { operations: connections * channels, seconds };
  });
}

/** Opens connections, joins a channel with each `--group` of them, and keeps them until standard input ends. */
export async function hold(options) {
  const { connections, channel, group } = options;
  const dialect = createDialect(options);
  const clients = await openClients(connections, { options, dialect });
  const joining = group === 0 ? [] : clients;
  await Promise.all(
    joining.map((client, index) =>
      subscribeOneByOne(client, [`${channel}-${Math.floor(index / group)}`], (name) =>
        frame(dialect.subscribe(client.socketId, name, index)),
      ),
    ),
  );
  await announce(clients.slice(0, options.announce));
}

function subscribeOneByOne(client, names, toFrame) {
  return new Promise((resolve) => {
    const rest = names[Symbol.iterator]();
    const next = () => {
      const { value, done } = rest.next();
      if (done) resolve();
      else client.send(toFrame(value));
    };
    client.onText = (text) => {
      // Others' joining is told on the same connection.
      if (isSubscribed(text)) next();
    };
    next();
  });
}
