import type { Member } from '@shoal/protocol';
import type { Timer } from '../clock.js';
import type { ChannelRef, MemberChange, MemberUpdate, Stamp } from '../cluster/channel-store.js';

/** Changes that a late reader can still be told one by one; before that it gets the whole list. */
const logLength = 128;

/** Somebody has left, and may still come back. */
export interface RunningGrace {
  readonly timer: Timer;
  /** Makes it known. */
  end(): void;
}

/** The store's record of one channel. */
export class LocalChannel implements ChannelRef {
  readonly appId: string;
  readonly name: string;
  count = 0;
  /** Members as the lists show them: present ones and those whose grace for frames has not ended. */
  readonly shown = new Map<string, Member>();
  /** Ends of grace, by member key. */
  readonly frameGrace = new Map<string, Timer>();
  /** The same for webhooks; the empty key stands for the channel's vacancy. */
  readonly webhookGrace = new Map<string, RunningGrace>();
  version: number;
  private readonly log: MemberChange[] = [];
  private forgottenVersion: number;

  /** @param version the store's version when it was made */
  constructor({ appId, name }: ChannelRef, version: number) {
    this.appId = appId;
    this.name = name;
    this.version = version;
    this.forgottenVersion = version;
  }

  get isIdle(): boolean {
    return this.count === 0 && this.shown.size === 0 && this.webhookGrace.size === 0;
  }

  isPresent(key: string): boolean {
    return this.shown.has(key) && !this.frameGrace.has(key);
  }

  get presentCount(): number {
    return this.shown.size - this.frameGrace.size;
  }

  change(kind: MemberChange['kind'], member: Member, version: number): void {
    if (kind === 'added') this.shown.set(member.key, member);
    else this.shown.delete(member.key);
    this.version = version;
    this.log.push({ kind, version, member });
    if (this.log.length > logLength) this.forgottenVersion = this.log.shift()?.version ?? version;
  }

  updateSince(told: Stamp | undefined, epoch: string): MemberUpdate {
    const stamp = { epoch, version: this.version };
    if (told === undefined || told.epoch !== epoch || told.version < this.forgottenVersion) {
      return { kind: 'members', stamp, members: this.shown };
    }
    return { kind: 'changes', stamp, changes: this.log.filter(({ version }) => version > told.version) };
  }
}
