import type { Adapter, AdapterReceiver, Batch, ControlMessage } from '../../../cluster/adapter.js';
import type { ChannelRef } from '../../../cluster/channel-store.js';
import type { MaybePromise } from '../../../maybe-promise.js';
import type { Passage } from '../passage.js';

/** An implementation of Adapter that is held to the port's promises. */
export interface AdapterSubject {
  readonly name: string;
  /** Whether several nodes can be on its bus. With `one`, what several nodes promise is not declared. */
  readonly nodes: 'one' | 'several';
  readonly passage: Passage;
  /** A bus with nobody on it. */
  create(): MaybePromise<AdapterCluster>;
}

export interface AdapterCluster extends AsyncDisposable {
  /** One more node's adapter, started for this receiver. */
  addNode(receiver: AdapterReceiver): MaybePromise<Adapter>;
}

/** Keeps what the bus brings. */
export class PlayedReceiver implements AdapterReceiver {
  readonly batches: Batch[] = [];
  readonly looks: { readonly channel: ChannelRef; readonly version: number }[] = [];
  readonly controls: { readonly room: ChannelRef; readonly message: ControlMessage }[] = [];
  reconnections = 0;

  deliver(batch: Batch): void {
    this.batches.push(batch);
  }

  look(channel: ChannelRef, version: number): void {
    this.looks.push({ channel, version });
  }

  control(room: ChannelRef, message: ControlMessage): void {
    this.controls.push({ room, message });
  }

  reconnected(): void {
    this.reconnections += 1;
  }

  /** The text of every batch that came on a channel. */
  texts(name: string): string[] {
    return this.batches.filter(({ channel }) => channel.name === name).map(({ frames }) => frames.toString());
  }
}
