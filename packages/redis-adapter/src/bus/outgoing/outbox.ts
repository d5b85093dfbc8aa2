import type { Batch, ChannelRef, Clock } from '@shoal/core';
import type { PacketPart } from '../packet/packet.js';
import type { ChannelFlow, ChannelFlows } from './channel-flow.js';

export interface OutboxParts {
  readonly flows: ChannelFlows;
  readonly clock: Clock;
  readonly send: (flow: ChannelFlow, parts: readonly PacketPart[]) => void;
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
    const { pending } = flow;
    if (pending.length === 0) return;
    flow.pending = [];
    flow.pendingBytes = 0;
    this.parts.send(flow, pending);
  }
}
