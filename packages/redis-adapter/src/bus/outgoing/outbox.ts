import type { Batch, ChannelRef, Clock } from '@shoal/core';
import type { PacketPart } from '../packet/packet.js';
import type { ChannelFlow, ChannelFlows } from './channel-flow.js';

/** What becomes one packet. */
export interface Said {
  readonly parts: readonly PacketPart[];
  /** Monotonic milliseconds: of the acceptance of its oldest batch, else of now. */
  readonly acceptedAt: number;
}

export interface OutboxParts {
  readonly flows: ChannelFlows;
  readonly clock: Clock;
  readonly send: (flow: ChannelFlow, said: Said) => void;
  /** Runs what sends many packets. */
  readonly together: (sendAll: () => void) => void;
}

/** A channel with more than this pending is sent at once: one packet must not hold Redis for long. */
const packetBytes = 1024 * 1024;

/** Collects what a tick says, so that each channel is one packet a tick. */
export class Outbox {
  private readonly parts: OutboxParts;
  private dirty: ChannelFlow[] = [];
  private isScheduled = false;

  constructor(parts: OutboxParts) {
    this.parts = parts;
  }

  addBatch(batch: Batch): void {
    const flow = this.parts.flows.of(batch.channel);
    this.push(flow, { kind: 'batch', batch });
    flow.pendingBytes += batch.frames.length;
    flow.acceptedAt = Math.min(flow.acceptedAt, batch.acceptedAt);
    if (flow.pendingBytes > packetBytes) this.flush(flow);
  }

  /** Of several hints in one tick only the highest version is told: it leads to the same catch-up. */
  addHint(channel: ChannelRef, version: number): void {
    const flow = this.parts.flows.of(channel);
    const told = flow.pending.findIndex(({ kind }) => kind === 'hint');
    const earlier = flow.pending[told];
    if (earlier?.kind !== 'hint') this.push(flow, { kind: 'hint', version });
    else if (version > earlier.version) flow.pending[told] = { kind: 'hint', version };
  }

  private push(flow: ChannelFlow, part: PacketPart): void {
    if (flow.pending.length === 0) this.dirty.push(flow);
    flow.pending.push(part);
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.parts.clock.atEndOfTick(() => this.flushAll());
  }

  private flushAll(): void {
    const dirty = this.dirty;
    this.dirty = [];
    this.isScheduled = false;
    this.parts.together(() => {
      for (const flow of dirty) this.flush(flow);
    });
  }

  private flush(flow: ChannelFlow): void {
    const { pending: parts } = flow;
    if (parts.length === 0) return;
    const acceptedAt = Math.min(flow.acceptedAt, this.parts.clock.now());
    flow.pending = [];
    flow.pendingBytes = 0;
    flow.acceptedAt = Number.POSITIVE_INFINITY;
    this.parts.send(flow, { parts, acceptedAt });
  }
}
