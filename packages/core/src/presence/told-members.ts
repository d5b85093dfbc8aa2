import type { Member } from '@shoal/protocol';
import type { MemberChange, MemberUpdate, Stamp } from '../cluster/channel-store.js';

/**
 * What the sockets of one presence channel on this node have been told. A socket's list is always this map, and
 * the map advances in one way only: by updates of the store, each applied once. Reordered, lost or doubled hints
 * therefore cannot make a list wrong.
 */
export class ToldMembers {
  private map = new Map<string, Member>();
  /** Keys that a partial list did not name: they stay until somebody states them, or a whole list leaves them out. */
  private unconfirmed = new Set<string>();
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
    const changed = news.flatMap((change) => this.advance(change));
    if (told === undefined || stamp.version > told.version) this.current = stamp;
    return changed;
  }

  private advance(change: MemberChange): readonly MemberChange[] {
    const { kind, version, member } = change;
    const before = this.unconfirmed.delete(member.key) ? this.map.get(member.key) : undefined;
    if (kind === 'added') this.map.set(member.key, member);
    else this.map.delete(member.key);
    if (kind === 'removed' || before === undefined) return [change];
    return isSame(before, member) ? [] : [{ kind: 'removed', version, member: before }, change];
  }

  private replace(update: MemberUpdate & { kind: 'members' }): readonly MemberChange[] {
    const { stamp, isPartial = false } = update;
    const told = this.current;
    if (told !== undefined && told.epoch === stamp.epoch && stamp.version < told.version) return [];
    const missing = isPartial ? [...this.map].filter(([key]) => !update.members.has(key)) : [];
    const members = missing.length === 0 ? update.members : new Map([...missing, ...update.members]);
    const changes = difference(this.map, members, stamp.version);
    this.map = members;
    this.unconfirmed = new Set(missing.map(([key]) => key));
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
