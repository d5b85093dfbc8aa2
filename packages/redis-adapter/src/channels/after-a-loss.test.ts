import { RecordIds } from '@shoal/core';
import { createMember, type WebhookEventName } from '@shoal/protocol';
import { BucketSet } from '../buckets/bucket-set.js';
import { join } from '../scripts/channels/join.js';
import { leave } from '../scripts/channels/leave.js';
import { register } from '../scripts/register.js';
import type { Script } from '../scripts/script.js';
import { sweep } from '../scripts/sweep.js';
import { tend } from '../scripts/tend.js';
import { type PlayedCall, PlayedConnection } from '../testing/played-connection.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { RedisChannelStore } from './redis-channel-store.js';

const channel = { appId: 'app-id', name: 'presence-a' };
const wantsAll = new Set<WebhookEventName>(['channel_occupied', 'channel_vacated', 'member_removed']);
const wantsNothing = new Set<WebhookEventName>();

/** A node with one bucket, whose server the test plays. */
class LosingNode {
  private readonly clock = new SimulatedClock(1000);
  private readonly connection = new PlayedConnection();
  private readonly members = new Set<string>();
  private readonly wants: ReadonlySet<WebhookEventName>;
  private readonly store: RedisChannelStore;
  private epoch = 1;

  private constructor(wants: ReadonlySet<WebhookEventName>) {
    this.wants = wants;
    const { clock, connection, members } = this;
    const buckets = new BucketSet({ connection, clock, prefix: '', count: 1 });
    this.store = new RedisChannelStore({
      ...{ buckets, clock, recordIds: new RecordIds(), hint: () => {}, recorded: () => {} },
      grace: { frames: 0, webhooks: 0, drain: 0 },
    });
    const held = () => [
      { channel, count: members.size, members: [...members].map((id) => createMember(id)) },
    ];
    this.store.start({ look() {}, recorded() {}, departed() {}, arrived() {}, held });
    void buckets.start();
  }

  static async start(wants: ReadonlySet<WebhookEventName> = wantsAll): Promise<LosingNode> {
    const node = new LosingNode(wants);
    await node.answer();
    return node;
  }

  join(...users: readonly string[]): void {
    for (const user of users) {
      this.members.add(user);
      const member = { member: createMember(user), limit: 100 };
      const { wants } = this;
      void this.store.join({ channel, count: this.members.size, member, wants, isWanted: () => true });
    }
  }

  /** They leave together. */
  leave(...users: readonly string[]): void {
    for (const user of users) this.members.delete(user);
    for (const memberKey of users)
      void this.store.leave({
        channel,
        count: this.members.size,
        memberKey,
        wants: this.wants,
        cause: 'left',
      });
  }

  async pass(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= 100) {
      this.clock.jump(this.clock.now() + 100);
      await this.answer();
    }
  }

  /** Another server takes over, which the next renewal shows. @returns which users were said to come and to go */
  async failOver(): Promise<{ joins: string[]; leaves: string[] }> {
    this.epoch += 1;
    let said: PlayedCall[] = [];
    while (!said.some((call) => isOf(call, register))) {
      this.clock.jump(this.clock.now() + 100);
      said = await this.answer({ fences: true });
    }
    return {
      joins: said
        .filter((call) => isOf(call, join))
        .map(({ args }) => `${args[7]} from ${args[6] || 'nowhere'}`),
      leaves: said.filter((call) => isOf(call, leave)).map(({ args }) => `${args[9]} from ${args[8]}`),
    };
  }

  /** Answers everything, and what follows from the answers. @param fences refuses those who are not registered anew */
  private async answer({ fences = false } = {}): Promise<PlayedCall[]> {
    const all: PlayedCall[] = [];
    let isFenced = fences;
    for (let calls = this.connection.take(); calls.length > 0; calls = this.connection.take()) {
      all.push(...calls);
      for (const call of calls) {
        if (isOf(call, register)) isFenced = false;
        await call.answer(isFenced ? ['FENCED'] : this.replyTo(call));
      }
    }
    return all;
  }

  private replyTo(call: PlayedCall): unknown {
    const ok = ['OK', `epoch${this.epoch}`];
    if (isOf(call, register)) return [...ok, `run${this.epoch}`];
    if (isOf(call, join) || isOf(call, leave)) return [...ok, '', 1, 0, '', 7, []];
    if (isOf(call, tend)) return [...ok, 0, 0, 0, 0, [], '0'];
    return isOf(call, sweep) ? [...ok, 0, 0, [], [], 0] : ok;
  }
}

function isOf({ script }: PlayedCall, { text, sha }: Script): boolean {
  return script === text || script === sha;
}

test('who left lately is said to have left again: what was recorded of it may be lost', async () => {
  const node = await LosingNode.start();
  node.join('stays', 'goes');
  await node.pass(20_000);
  node.leave('goes');
  await node.pass(10_000);
  expect(await node.failOver()).toEqual({ joins: ['stays from epoch1'], leaves: ['goes from epoch1'] });
  await node.pass(6_000);
  expect((await node.failOver()).leaves).toEqual([]);
});

test('those who leave together were all known in the epoch', async () => {
  const node = await LosingNode.start();
  node.join('a', 'b');
  await node.pass(20_000);
  node.leave('a', 'b');
  await node.pass(100);
  expect((await node.failOver()).leaves).toEqual(['a from epoch1', 'b from epoch1']);
});

test('who came lately joins anew, the others are asserted', async () => {
  const node = await LosingNode.start();
  node.join('early');
  await node.pass(20_000);
  node.join('late');
  await node.pass(10_000);
  expect((await node.failOver()).joins).toEqual(['early from epoch1', 'late from nowhere']);
});

test('a join that is answered after its user has left does not undo that', async () => {
  const node = await LosingNode.start();
  node.join('stays');
  await node.pass(20_000);
  node.join('hasty');
  node.leave('hasty');
  await node.pass(100);
  expect(await node.failOver()).toEqual({ joins: ['stays from epoch1'], leaves: ['hasty from epoch1'] });
});

test('where nobody wants to be told, nothing is kept', async () => {
  const node = await LosingNode.start(wantsNothing);
  node.join('a', 'b');
  await node.pass(100);
  node.leave('b');
  await node.pass(100);
  expect(await node.failOver()).toEqual({ joins: ['a from epoch1'], leaves: [] });
});
