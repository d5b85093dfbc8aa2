import { parseChannelName } from '@shoal/protocol';
import { channels, memberLimit, watchlist } from './action.js';
import type { Stay } from './client-view.js';
import type { Player, Situation } from './situation.js';

/** With nothing on its way: clients, nodes and the shared state say the same. */
export async function expectAgreement(situation: Situation): Promise<void> {
  for (const player of situation.players) {
    expectEverythingReceived(situation, player);
    // Over several nodes what two of them say of one user may cross on the bus.
    if (situation.world.nodes.length === 1) expectWatched(situation, player);
  }
  for (const [index] of situation.world.nodes.entries()) expectTables(situation, index);
  for (const channel of channels) await expectCounts(situation, channel);
}

function expectEverythingReceived({ history, world }: Situation, { client, view, node }: Player): void {
  expect([...view.asked]).toEqual([]);
  for (const stay of view.stays.values()) {
    expect({ channel: stay.channel, awaitsCache: stay.awaitsCache }).toEqual({
      channel: stay.channel,
      awaitsCache: false,
    });
    const publications = history.on(stay.channel).filter(({ except }) => except !== client.socketId);
    const due = publications.filter(({ number }) => number > stay.since).map(({ number }) => number);
    const missed = due.filter((number) => !stay.received.has(number));
    expect({ channel: stay.channel, missed }).toEqual({ channel: stay.channel, missed: [] });
    // What another node published before may have been on its way; what this node did was not.
    const early = publications.filter((each) => each.number <= stay.since && each.node === node);
    const unexpected = early.filter(({ number }) => stay.received.has(number) && number !== stay.cached);
    expect({ channel: stay.channel, unexpected }).toEqual({ channel: stay.channel, unexpected: [] });
    if (world.nodes.length === 1 && stay.channel.includes('cache-'))
      expectLatestCached(stay, history.on(stay.channel));
  }
}

function expectWatched({ players }: Situation, { view }: Player): void {
  if (view.user === undefined) return;
  const signedIn = new Set(players.map((player) => player.view.user));
  const others = watchlist.filter((id) => id !== view.user);
  expect(others.map((id) => [id, view.online.get(id)])).toEqual(others.map((id) => [id, signedIn.has(id)]));
}

/** A node that is alone always has the last event that was published before the stay. */
function expectLatestCached(stay: Stay, publications: ReturnType<Situation['history']['on']>): void {
  const before = publications.filter((each) => each.number <= stay.since && !each.isClientEvent);
  expect({ channel: stay.channel, cached: stay.cached }).toEqual({
    channel: stay.channel,
    cached: before.at(-1)?.number,
  });
}

function expectTables({ world, players }: Situation, index: number): void {
  const here = players.filter(({ node }) => node === index);
  const stays = here
    .flatMap(({ view }) => [...view.stays.values()])
    .filter(({ channel }) => !channel.startsWith('#'));
  const names = new Set(stays.map(({ channel }) => channel));
  const members = new Set(stays.filter(isPresence).map(({ channel, user }) => `${channel} ${user}`));
  const [table] = world.nodes[index]?.node.tables.apps() ?? [];
  const types = [...(table?.channels ?? [])].flatMap(([type, count]) =>
    Array.from({ length: count }, () => type),
  );
  expect({
    connections: table?.connections ?? 0,
    channels: types.sort(),
    presenceMembers: table?.presenceMembers ?? 0,
  }).toEqual({
    connections: here.length,
    channels: [...names].map((name) => parseChannelName(name).type).sort(),
    presenceMembers: members.size,
  });
}

async function expectCounts({ world, players }: Situation, name: string): Promise<void> {
  const stays = players.flatMap(({ view }) => view.stays.get(name) ?? []);
  const users = new Set(stays.filter(isPresence).map(({ user }) => user));
  const [first] = world.nodes;
  if (first === undefined) throw new Error('There is no node');
  const channel = { appId: first.app.id, name };
  const summary = await world.ask(() => first.stores.channels.find(channel));
  expect({ name, subscriptions: summary.subscriptions }).toEqual({ name, subscriptions: stays.length });
  if (!name.startsWith('presence-')) return;
  expect(users.size).toBeLessThanOrEqual(memberLimit);
  const members = await world.ask(() => first.stores.channels.members(channel));
  expect(members.map(({ key }) => key).sort()).toEqual([...users].sort());
  // Whoever is in grace is no member, but still in every list.
  const update = await world.ask(() => first.stores.channels.catchUp(channel, undefined));
  const list = update.kind === 'members' ? [...update.members.values()] : [];
  const expected = Object.fromEntries(list.map(({ key, userInfo }) => [key, userInfo]));
  for (const stay of stays) {
    expect({ name, list: Object.fromEntries(stay.members) }).toEqual({ name, list: expected });
  }
}

function isPresence({ channel }: Stay): boolean {
  return channel.startsWith('presence-');
}
