import { createMember, type Member } from '@shoal/protocol';
import fc from 'fast-check';
import type { MemberChange, MemberUpdate, Stamp } from '../cluster/channel-store.js';
import { ToldMembers } from './told-members.js';

const users = ['a', 'b', 'c', 'd'];

/** One user's coming or going; whoever is there goes. */
type Turn = { readonly user: number; readonly info: number };

/** How one reply travels: which stamp it was asked for, whether it is a whole list, when it arrives. */
interface Reply {
  readonly askedAfter: number;
  readonly madeAt: number;
  readonly isWhole: boolean;
}

const turn = fc.record<Turn>({ user: fc.nat(users.length - 1), info: fc.nat(1) });
const reply = fc.record<Reply>({ askedAfter: fc.nat(1000), madeAt: fc.nat(1000), isWhole: fc.boolean() });

/** The list after each turn, and the changes in order. */
function play(turns: readonly Turn[]): { changes: MemberChange[]; lists: Map<string, Member>[] } {
  const list = new Map<string, Member>();
  const lists = [new Map(list)];
  const changes = turns.map(({ user, info }, index): MemberChange => {
    const key = users[user] ?? 'a';
    const present = list.get(key);
    const member = present ?? createMember(key, { info });
    if (present === undefined) list.set(key, member);
    else list.delete(key);
    lists.push(new Map(list));
    return { kind: present === undefined ? 'added' : 'removed', version: index + 1, member };
  });
  return { changes, lists };
}

function stampAt(version: number, epoch = 'one'): Stamp {
  return { epoch, version };
}

describe('applied updates', () => {
  test('in whatever order, however often and with whatever losses they come, end in the store’s list', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 30 }), fc.array(reply, { maxLength: 30 }), (turns, replies) => {
        const { changes, lists } = play(turns);
        const whole = (made: number): MemberUpdate => ({
          kind: 'members',
          stamp: stampAt(made),
          members: new Map(lists[made]),
        });
        const since = (asked: number, made: number): MemberUpdate => ({
          kind: 'changes',
          stamp: stampAt(made),
          changes: changes.slice(asked, made),
        });
        const told = new ToldMembers();
        const view = new View();
        told.apply(whole(0));
        for (const { askedAfter, madeAt, isWhole } of replies) {
          const made = madeAt % (turns.length + 1);
          // What a node asks for begins at something that it was told: now, or long ago.
          const asked = askedAfter % ((told.stamp?.version ?? 0) + 1);
          view.tell(told.apply(isWhole ? whole(made) : since(asked, Math.max(asked, made))));
          expect(view.members).toEqual(asInfo(lists[told.stamp?.version ?? 0]));
          expect(asInfo(told.members)).toEqual(view.members);
        }
        view.tell(told.apply(since(told.stamp?.version ?? 0, turns.length)));
        expect(view.members).toEqual(asInfo(lists.at(-1)));
      }),
      { numRuns: 500, seed: 1 },
    );
  });

  test('a whole list of a new epoch replaces everything, whatever its version says', () => {
    const told = new ToldMembers();
    told.apply({
      kind: 'members',
      stamp: stampAt(90),
      members: mapOf(createMember('a', 1), createMember('b')),
    });
    const update = {
      kind: 'members',
      stamp: stampAt(3, 'two'),
      members: mapOf(createMember('a', 2)),
    } as const;
    expect(told.apply(update).map(({ kind, member }) => [kind, member.key, member.userInfo])).toEqual([
      ['removed', 'a', 1],
      ['removed', 'b', undefined],
      ['added', 'a', 2],
    ]);
    expect(told.stamp).toEqual(stampAt(3, 'two'));
  });

  test('changes of another epoch say nothing', () => {
    const told = new ToldMembers();
    told.apply({ kind: 'members', stamp: stampAt(1), members: new Map() });
    const change: MemberChange = { kind: 'added', version: 5, member: createMember('a') };
    expect(told.apply({ kind: 'changes', stamp: stampAt(5, 'two'), changes: [change] })).toEqual([]);
    expect(told.members.size).toBe(0);
    expect(told.stamp).toEqual(stampAt(1));
  });
});

/** The list as a client builds it from frames. It throws on what a client must never be told. */
class View {
  readonly members: Record<string, unknown> = {};

  tell(changes: readonly MemberChange[]): void {
    for (const { kind, member } of changes) {
      if (kind === 'added' && member.key in this.members) throw new Error(`${member.key} came twice`);
      if (kind === 'removed' && !(member.key in this.members)) throw new Error(`${member.key} went twice`);
      if (kind === 'added') this.members[member.key] = member.userInfo;
      else delete this.members[member.key];
    }
  }
}

function mapOf(...members: Member[]): Map<string, Member> {
  return new Map(members.map((member) => [member.key, member]));
}

function asInfo(members: ReadonlyMap<string, Member> | undefined): Record<string, unknown> {
  return Object.fromEntries([...(members ?? [])].map(([key, { userInfo }]) => [key, userInfo]));
}

describe('a list of a store that is being told again', () => {
  const [ann, bob] = [createMember('ann', {}), createMember('bob', { age: 1 })];
  const older = createMember('bob', { age: 2 });
  const told = (): ToldMembers => {
    const members = new ToldMembers();
    const both = new Map([ann, bob].map((member) => [member.key, member]));
    members.apply({ kind: 'members', stamp: stampAt(9), members: both });
    const some = new Map([[ann.key, ann]]);
    const changes = members.apply({
      kind: 'members',
      stamp: stampAt(1, 'two'),
      members: some,
      isPartial: true,
    });
    expect(changes).toEqual([]);
    expect([...members.members.keys()].sort()).toEqual(['ann', 'bob']);
    return members;
  };
  const change = (kind: MemberChange['kind'], member: Member): MemberUpdate => ({
    kind: 'changes',
    stamp: stampAt(2, 'two'),
    changes: [{ kind, version: 2, member }],
  });
  const read = (changes: readonly MemberChange[]) =>
    changes.map(({ kind, member }) => [kind, member.key, member.userInfo]);

  test('says nothing of who is stated again as before', () => {
    expect(told().apply(change('added', bob))).toEqual([]);
  });

  test('shows who is stated again with other user_info', () => {
    expect(read(told().apply(change('added', older)))).toEqual([
      ['removed', 'bob', { age: 1 }],
      ['added', 'bob', { age: 2 }],
    ]);
  });

  test('shows who goes meanwhile', () => {
    expect(read(told().apply(change('removed', bob)))).toEqual([['removed', 'bob', { age: 1 }]]);
  });

  test('shows who has not been stated again, when it is whole', () => {
    const members = new Map([[ann.key, ann]]);
    const changes = told().apply({ kind: 'members', stamp: stampAt(3, 'two'), members });
    expect(read(changes)).toEqual([['removed', 'bob', { age: 1 }]]);
  });
});
