import { isDeepStrictEqual } from 'node:util';
import { eventually, scrapeMetrics } from '@shoal/testing';
import type { Publication } from './ledger.js';
import type { Load } from './load.js';
import type { Participant, Session } from './participant.js';
import { channels } from './step.js';

const settled = { withinMs: 15_000, everyMs: 100 };

interface Occupation {
  readonly subscriptions: number;
  readonly users: readonly string[];
}

/** What must be true of a channel once all is quiet. */
function occupation(load: Load, channel: string): Occupation {
  const inside = load.open.filter((participant) => participant.isIn(channel));
  const users = channel.startsWith('presence-') ? [...new Set(inside.map(({ user }) => user))].sort() : [];
  return { subscriptions: inside.length, users };
}

/** Every node answers what the model knows. */
export async function expectRest(load: Load): Promise<void> {
  for (const node of load.cluster.nodes.keys()) {
    for (const channel of channels) {
      const expected = occupation(load, channel);
      await eventually(async () => {
        const found = await ask(load, node, channel);
        if (isDeepStrictEqual(found, expected)) return;
        const difference = `${JSON.stringify(found)} in place of ${JSON.stringify(expected)}`;
        throw load.ledger.fault(channel, `node ${node} answers ${difference}`);
      }, settled);
    }
    await expectList(load, node);
  }
}

async function ask(load: Load, node: number, channel: string): Promise<Occupation & { occupied?: unknown }> {
  const isPresence = channel.startsWith('presence-');
  const info = isPresence ? 'user_count,subscription_count' : 'subscription_count';
  const { body } = await load.api(node).get(`/channels/${channel}`, { query: { info } });
  const answer = new Map(Object.entries(Object(body)));
  const subscriptions = Number(answer.get('subscription_count'));
  const list = isPresence ? (await load.api(node).get(`/channels/${channel}/users`)).body : { users: [] };
  const listed: { id: string }[] = Object(list).users;
  const users = listed.map(({ id }) => id).sort();
  const isConsistent =
    answer.get('occupied') === subscriptions > 0 &&
    (!isPresence || answer.get('user_count') === users.length);
  return isConsistent ? { subscriptions, users } : { subscriptions, users, occupied: answer.get('occupied') };
}

async function expectList(load: Load, node: number): Promise<void> {
  const occupied = channels.filter((channel) => occupation(load, channel).subscriptions > 0);
  const { body } = await load.api(node).get('/channels');
  expect(Object.keys(Object(body).channels).sort()).toEqual([...occupied].sort());
}

/** Every client's list is the model's, and nobody was told anything impossible on the way. */
export async function expectLists(load: Load): Promise<void> {
  for (const participant of load.open) {
    for (const session of participant.subscribed) {
      if (!session.channel.startsWith('presence-')) continue;
      const { users } = occupation(load, session.channel);
      await eventually(() => {
        const list = [...play(load, participant, session)].sort();
        if (isDeepStrictEqual(list, users)) return;
        const text = `${participant.name} believes in ${list}, and there are ${users}`;
        throw load.ledger.fault(session.channel, text);
      }, settled);
    }
  }
  for (const participant of load.participants) {
    for (const session of participant.sessions) play(load, participant, session);
  }
}

/** The list as the client was told it. @throws Error when it was told what cannot follow */
function play(load: Load, { name, user }: Participant, session: Session): Set<string> {
  const list = new Set(session.answered);
  for (const heard of session.heard) {
    if (heard.kind === 'event') continue;
    const isNews = list.has(heard.user) === (heard.kind === 'removed');
    const isSelf = heard.user === user && heard.at < (session.leftAt ?? Number.POSITIVE_INFINITY);
    if (!isNews || isSelf) {
      const text = `${name} was told that ${heard.user} was ${heard.kind} at ${heard.at}, knowing ${[...list]}`;
      throw load.ledger.fault(session.channel, text);
    }
    if (heard.kind === 'added') list.add(heard.user);
    else list.delete(heard.user);
  }
  return list;
}

/** What was published during a session came once and in order; nothing came that was not for it. */
export function expectEvents(load: Load): number {
  let expected = 0;
  for (const participant of load.participants) {
    for (const { channel, text } of participant.faults) throw load.ledger.fault(channel, text);
    for (const session of participant.sessions) expected += expectSession(load, participant, session);
  }
  return expected;
}

function expectSession(load: Load, participant: Participant, session: Session): number {
  const { ledger } = load;
  const { name, socketId } = participant;
  const heard = new Set<string>();
  const lastOfWay = new Map<string, number>();
  for (const entry of session.heard) {
    if (entry.kind !== 'event') continue;
    const publication = ledger.publications.get(entry.id);
    const fault = (text: string) => ledger.fault(session.channel, `${name} heard ${entry.id}: ${text}`);
    if (publication?.channel !== session.channel) throw fault('it was not published here');
    if (publication.except === socketId) throw fault('it is its own');
    if (heard.has(entry.id)) throw fault('twice');
    if (publication.number < (lastOfWay.get(publication.way) ?? 0)) throw fault('out of order');
    lastOfWay.set(publication.way, publication.number);
    heard.add(entry.id);
  }
  const wanted = [...ledger.publications.values()].filter((each) => isOwed(each, participant, session));
  for (const { id } of wanted) {
    if (!heard.has(id)) throw ledger.fault(session.channel, `${name} never heard ${id}`);
  }
  return wanted.length;
}

/**
 * Published after the subscription had succeeded, and before its end: for a publication on another node, before a
 * moment whose events are known to have crossed the bus.
 */
function isOwed(publication: Publication, { node, socketId }: Participant, session: Session): boolean {
  const { channel, startedAt, acceptedAt = Number.POSITIVE_INFINITY, except } = publication;
  if (channel !== session.channel || except === socketId || startedAt < session.succeededAt) return false;
  const isHere = publication.node === node && acceptedAt < (session.leftAt ?? 0);
  return isHere || acceptedAt < (session.completeAt ?? 0);
}

/** The nodes' own gauges add up to the model, and the cluster's say the same on each. */
export async function expectMetrics(load: Load): Promise<void> {
  const wanted = wantedMetrics(load);
  const isReached = async () => isDeepStrictEqual(await readMetrics(load), wanted);
  // The comparison at the end says what is wrong, if something is.
  await eventually(isReached, settled).catch(() => undefined);
  expect(await readMetrics(load)).toEqual(wanted);
}

async function readMetrics({ cluster }: Load) {
  const scrapes = await Promise.all(cluster.nodes.map((node) => scrapeMetrics(node)));
  const each = (name: string) => scrapes.map((scrape) => scrape.sum(`sockudo_${name}`));
  const total = (name: string) => each(name).reduce((sum, count) => sum + count, 0);
  return {
    connections: each('active_connections'),
    channels: each('active_channels'),
    members: each('presence_members'),
    subscriptions: total('channel_subscriptions_total') - total('channel_unsubscriptions_total'),
    clusterChannels: each('cluster_active_channels'),
    clusterMembers: each('cluster_presence_members'),
  };
}

function wantedMetrics(load: Load): Awaited<ReturnType<typeof readMetrics>> {
  const occupations = channels.map((channel) => occupation(load, channel));
  const clusterMembers = occupations.reduce((sum, { users }) => sum + users.length, 0);
  const nodes = [...load.cluster.nodes.keys()];
  const memberKey = ({ channel }: Session, user: string) =>
    channel.startsWith('presence-') ? `${channel} ${user}` : undefined;
  return {
    connections: nodes.map((node) => load.open.filter((participant) => participant.node === node).length),
    channels: nodes.map((node) => countHere(load, node, ({ channel }) => channel)),
    members: nodes.map((node) => countHere(load, node, memberKey)),
    subscriptions: occupations.reduce((sum, found) => sum + found.subscriptions, 0),
    clusterChannels: nodes.map(() => occupations.filter((found) => found.subscriptions > 0).length),
    clusterMembers: nodes.map(() => clusterMembers),
  };
}

/** Different keys among the sessions of one node. */
function countHere(
  load: Load,
  node: number,
  keyOf: (session: Session, user: string) => string | undefined,
): number {
  const here = load.open.filter((participant) => participant.node === node);
  const keys = here.flatMap(({ subscribed, user }) => subscribed.map((session) => keyOf(session, user)));
  return new Set(keys.filter((key) => key !== undefined)).size;
}
