import type { Member } from '@shoal/protocol';
import type { MemberChange, MemberUpdate, Stamp } from '../cluster/channel-store.js';

/**
 * What the sockets of one presence channel on this node have been told. A socket's list is always this map, and
 * the map advances in one way only: by updates of the store, each applied once. Reordered, lost or doubled hints
 * therefore cannot make a list wrong.
 */
export class ToldMembers {
  private map = new Map<string, Member>();
  private current: Stamp | undefined;

  get stamp(): Stamp | undefined {
    return this.current;
  }

  get members(): ReadonlyMap<string, Member> {
    return this.map;
  }

  /** @returns what is to be told to the listed sockets, in order */
  apply(update: MemberUpdate): readonly MemberChange[] {
    return update.kind === 'changes' ? this.applyChanges(update.stamp, update.changes) : this.replace(update);
  }

  private applyChanges(stamp: Stamp, changes: readonly MemberChange[]): readonly MemberChange[] {
    const told = this.current;
    // A change log of another epoch cannot continue what we told: only a whole list can.
    if (told !== undefined && told.epoch !== stamp.epoch) return [];
    const news = told === undefined ? changes : changes.filter(({ version }) => version > told.version);
    for (const { kind, member } of news) {
      if (kind === 'added') this.map.set(member.key, member);
      else this.map.delete(member.key);
    }
    if (told === undefined || stamp.version > told.version) this.current = stamp;
    return news;
  }

  private replace({ stamp, members }: MemberUpdate & { kind: 'members' }): readonly MemberChange[] {
    const told = this.current;
    if (told !== undefined && told.epoch === stamp.epoch && stamp.version < told.version) return [];
    const changes = difference(this.map, members, stamp.version);
    this.map = members;
    this.current = stamp;
    return changes;
  }
}

/** By id and user_info; somebody with another user_info is told as removed and added. */
function difference(
  before: ReadonlyMap<string, Member>,
  after: ReadonlyMap<string, Member>,
  version: number,
): MemberChange[] {
  const changes: MemberChange[] = [];
  for (const member of before.values()) {
    if (!isSame(member, after.get(member.key))) changes.push({ kind: 'removed', version, member });
  }
  for (const member of after.values()) {
    if (!isSame(member, before.get(member.key))) changes.push({ kind: 'added', version, member });
  }
  return changes;
}

function isSame(a: Member, b: Member | undefined): boolean {
  if (b === undefined) return false;
  return a === b || JSON.stringify(a.userInfo) === JSON.stringify(b.userInfo);
}
