import type { Member } from '@shoal/protocol';
import fc from 'fast-check';
import type { LeaveCause, MemberUpdate, Stamp } from '../../../cluster/channel-store.js';
import type { Grace } from '../../../local/local-channel-store.js';
import { ToldMembers } from '../../../presence/told-members.js';
import { type ChannelStoreSubject, noGrace } from './channel-store-subject.js';
import { listOf, PlayedNode, refTo } from './played-node.js';

const channel = 'presence-history';
const users = ['a', 'b', 'c', 'd', 'e'] as const;

interface Step {
  readonly user: (typeof users)[number];
  readonly node: number;
  readonly userInfo: number;
  readonly cause: LeaveCause;
}

/** What somebody had been told at some moment. */
interface Told {
  readonly stamp: Stamp;
  readonly members: Map<string, Member>;
}

/**
 * Random histories of a few users on a few nodes: whatever stamp somebody stopped at, catching up from it ends in
 * the list that a full read shows, and members are whom a naive count says.
 */
export function describeHistory(subject: ChannelStoreSubject): void {
  const { unit } = subject.passage;
  const graces: [string, Grace][] = [
    ['without grace', noGrace],
    ['with grace', { frames: unit / 4, webhooks: 0, drain: unit / 2 }],
  ];

  test.each(graces)(
    'catching up from any stamp ends in the whole list, %s',
    async (_name, grace) => {
      const most = subject.nodes === 'several' ? 3 : 1;
      const step = fc.record<Step>({
        user: fc.constantFrom(...users),
        node: fc.nat({ max: most - 1 }),
        userInfo: fc.nat({ max: 1 }),
        cause: fc.constantFrom('left', 'drained'),
      });
      const history = fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        await using cluster = await subject.create(grace);
        const nodes = await Promise.all(Array.from({ length: most }, () => PlayedNode.start(cluster)));
        await play(nodes, steps);
        // Whoever is in grace goes some time; only then is the end known.
        await subject.passage.until(async () => {
          const { members } = await readAll(nodes);
          expect([...members.keys()].sort()).toEqual(await first(nodes).members(channel));
        });
      });
      await fc.assert(history, { numRuns: subject.passage.runs, seed: 20 });
    },
    60_000,
  );
}

async function play(nodes: readonly PlayedNode[], steps: readonly Step[]): Promise<void> {
  const present = nodes.map(() => new Set<string>());
  const told: Told[] = [];
  for (const { user, node: index, userInfo, cause } of steps) {
    const node = nodes[index];
    const here = present[index];
    if (node === undefined || here === undefined) continue;
    if (here.delete(user)) {
      await node.leave(channel, { user, cause });
    } else {
      here.add(user);
      await node.join(channel, { user, userInfo });
    }
    expect(await node.members(channel)).toEqual([...new Set(present.flatMap((set) => [...set]))].sort());
    expect(await node.subscriptions(channel)).toBe(present.reduce((sum, { size }) => sum + size, 0));
    told.push(await readAll(nodes));
  }
  for (const before of told) await expectSameEnd(nodes, before);
}

async function expectSameEnd(nodes: readonly PlayedNode[], before: Told): Promise<void> {
  const list = new ToldMembers();
  list.apply({ kind: 'members', stamp: before.stamp, members: new Map(before.members) });
  let whole = before;
  do {
    list.apply(await first(nodes).store.catchUp(refTo(channel), list.stamp));
    whole = await readAll(nodes);
    // A grace may end between the two reads.
  } while (whole.stamp.version !== list.stamp?.version);
  expect(listOf(list.members.values())).toEqual(listOf(whole.members.values()));
}

async function readAll(nodes: readonly PlayedNode[]): Promise<Told> {
  const update = await first(nodes).store.catchUp(refTo(channel), undefined);
  return { stamp: update.stamp, members: new Map(membersOf(update)) };
}

function membersOf(update: MemberUpdate): ReadonlyMap<string, Member> {
  if (update.kind !== 'members') throw new Error('Without a stamp only the whole list is an answer');
  return update.members;
}

function first(nodes: readonly PlayedNode[]): PlayedNode {
  const [node] = nodes;
  if (node === undefined) throw new Error('There is no node');
  return node;
}
