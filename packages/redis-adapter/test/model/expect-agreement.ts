import type { ChannelSummary, WebhookRecord } from '@shoal/core';
import type { Member } from '@shoal/protocol';
import { channels } from './action.js';
import { expectBatches } from './expect-batches.js';
import type { SimulatedNode } from './simulated-node.js';
import type { Client, World } from './world.js';

const appId = 'app-id';

/** After quiet: what every node, every socket and the store say is what the sockets that are there make true. */
export async function expectAgreement(world: World): Promise<void> {
  for (const name of channels) {
    const here = world.clients.filter((client) => isHere(client) && client.channel === name);
    for (const node of world.running) await expectStore(world, node, { name, here });
    for (const { view, user } of here)
      expect({ user, isAnswered: view.members !== undefined }).toEqual({ user, isAnswered: true });
    const [node] = world.running;
    if (node === undefined || !name.startsWith('presence-')) continue;
    const members = asInfo(await world.ask(Promise.resolve(node.store.members({ appId, name }))));
    for (const { view } of here) expect(Object.fromEntries(view.members ?? [])).toEqual(members);
  }
  await expectList(world);
  expectNobodyFlaps(world);
  await expectBatches(world);
  expectRecords(world);
}

async function expectStore(
  world: World,
  { store }: SimulatedNode,
  { name, here }: { name: string; here: readonly Client[] },
): Promise<void> {
  const summary = await world.ask(store.find({ appId, name }));
  const members = await world.ask(store.members({ appId, name }));
  const users = usersOf(here);
  expect({ name, subscriptions: summary.subscriptions }).toEqual({ name, subscriptions: here.length });
  expect(members.map(({ key }) => key).sort()).toEqual(users);
  if (name.startsWith('presence-')) expect(summary.users).toBe(users.length);
}

async function expectList(world: World): Promise<void> {
  const [node] = world.running;
  if (node === undefined) return;
  const listed = (await world.ask(readAll(node.store.list(appId, '')))).map(({ name }) => name);
  const occupied = new Set(world.clients.filter(isHere).map(({ channel }) => channel));
  expect(listed.sort()).toEqual([...occupied].sort());
}

async function readAll(pages: AsyncIterable<readonly ChannelSummary[]>): Promise<ChannelSummary[]> {
  const all: ChannelSummary[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

/** By then everybody has been told of what was before: a grace, a comparison, and how long a reply takes. */
const SETTLED_MS = 6_000;

/** Who stays, on a node that is well, is never told to have gone: not after a failover, not when others die. */
function expectNobodyFlaps({ clients, isForgetful, remembersUntil }: World): void {
  if (isForgetful) return;
  const well = clients.filter(({ node }) => node.state === 'running' && node.trouble === 0);
  const stayers = well.filter(({ isGone, view }) => !isGone && view.answeredAt < remembersUntil);
  for (const viewer of well) {
    for (const { user, at } of viewer.view.goings) {
      const isWrong = stayers.some(
        (client) =>
          client.channel === viewer.channel &&
          client.user === user &&
          client.view.answeredAt + SETTLED_MS < at,
      );
      expect({ user, at, isWrong }).toEqual({ user, at, isWrong: false });
    }
  }
}

/** Each transition once, and the last one is how it is; after a loss one may come again, but none is missing. */
function expectRecords({ records, scenario, clients, isForgetful }: World): void {
  const { weather } = scenario;
  const mayForget = weather === 'forgetful' || weather === 'catastrophic';
  const byId = new Map(records.map((record) => [record.id, record]));
  for (const record of records) expect(byId.get(record.id)).toEqual(record);
  if (weather === 'calm') expect(records).toHaveLength(byId.size);
  const here = new Set(clients.filter(isHere).flatMap(subjectsOf));
  const orphans = new Set(clients.filter(({ node }) => node.state === 'killed').flatMap(subjectsOf));
  const told = sortBySubject([...byId.values()]);
  for (const [subject, comings] of told) {
    const turns = comings.map((_, turn) => turn % 2 === 0);
    if (!mayForget) expect({ subject, comings }).toEqual({ subject, comings: turns });
    // A failover brings back graces that had ended, or loses some; and joins of nodes that have died as well.
    if (mayForget && (scenario.grace.webhooks > 0 || (orphans.has(subject) && !here.has(subject)))) continue;
    const isComing = comings.at(-1);
    // What nobody had passed on when everything was lost is lost: all that can be said is who is there.
    if (!isForgetful) expect({ subject, isComing }).toEqual({ subject, isComing: here.has(subject) });
  }
  if (!isForgetful) expect([...here].filter((subject) => !told.has(subject))).toEqual([]);
}

function subjectsOf({ channel, user }: Client): string[] {
  return user === undefined ? [channel] : [channel, `${channel} ${user}`];
}

/** By channel and by user, in the order of the transitions: whether each was a coming. */
function sortBySubject(records: readonly WebhookRecord[]): Map<string, boolean[]> {
  const subjects = new Map<string, boolean[]>();
  const inOrder = records.toSorted((a, b) => a.timeMs - b.timeMs || (a.version ?? 0) - (b.version ?? 0));
  for (const { event } of inOrder) {
    if (!('channel' in event)) continue;
    const subject = 'user_id' in event ? `${event.channel} ${event.user_id}` : event.channel;
    const comings = subjects.get(subject) ?? [];
    comings.push(event.name === 'channel_occupied' || event.name === 'member_added');
    subjects.set(subject, comings);
  }
  return subjects;
}

function isHere({ isGone, node, view }: Client): boolean {
  return !isGone && node.state === 'running' && !view.isRefused;
}

function usersOf(clients: readonly Client[]): string[] {
  return [...new Set(clients.flatMap(({ user }) => (user === undefined ? [] : [user])))].sort();
}

function asInfo(members: readonly Member[]): Record<string, unknown> {
  return Object.fromEntries(members.map(({ key, userInfo }) => [key, userInfo ?? null]));
}
