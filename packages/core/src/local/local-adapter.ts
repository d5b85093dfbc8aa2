import type { Adapter } from '../cluster/adapter.js';

/** The bus of a node that is alone: there is nobody to carry anything to. */
export class LocalAdapter implements Adapter {
  readonly isRemote = false;
  start(): void {}
  subscribe(): void {}
  unsubscribe(): void {}
  accepts(): boolean {
    return true;
  }
  publish(): void {}
  hint(): void {}
  control(): void {}
  isConnected(): boolean {
    return true;
  }
}
