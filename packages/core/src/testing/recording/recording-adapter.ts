import type { Adapter, AdapterReceiver, Batch, ControlMessage } from '../../cluster/adapter.js';
import type { ChannelRef } from '../../cluster/channel-store.js';

/** A bus with nobody else on it yet: keeps what the node sends, and lets the test speak as the other nodes. */
export class RecordingAdapter implements Adapter {
  readonly isRemote = true;
  readonly listening = new Set<string>();
  readonly batches: Batch[] = [];
  readonly hints: { readonly channel: string; readonly version: number }[] = [];
  readonly controls: { readonly room: string; readonly message: ControlMessage }[] = [];
  isAccepting = true;
  private receiver: AdapterReceiver | undefined;

  /** The node, as other nodes reach it. @throws before the node has started */
  get node(): AdapterReceiver {
    if (this.receiver === undefined) throw new Error('Start the node first');
    return this.receiver;
  }

  start(receiver: AdapterReceiver): void {
    this.receiver = receiver;
  }

  subscribe({ name }: ChannelRef): void {
    this.listening.add(name);
  }

  unsubscribe({ name }: ChannelRef): void {
    this.listening.delete(name);
  }

  accepts(): boolean {
    return this.isAccepting;
  }

  publish(batch: Batch): void {
    this.batches.push(batch);
  }

  hint({ name }: ChannelRef, version: number): void {
    this.hints.push({ channel: name, version });
  }

  control({ name }: ChannelRef, message: ControlMessage): void {
    this.controls.push({ room: name, message });
  }

  isConnected(): boolean {
    return this.isAccepting;
  }
}
