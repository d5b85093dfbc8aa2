import type { MaybePromise } from '../maybe-promise.js';
import type { App } from './app.js';

/**
 * Port: where apps come from. Answers at once for what it holds in memory, else with a promise. A store that is
 * away rejects with PusherError `backend`; it never answers "unknown" for what it could not look up.
 */
export interface AppProvider {
  findById(id: string): MaybePromise<App | undefined>;
  /** By any active key. */
  findByKey(key: string): MaybePromise<App | undefined>;
}
