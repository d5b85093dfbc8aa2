import { PusherError } from '@shoal/protocol';
import type { Clock } from '../clock.js';
import type { Connection } from './connection.js';
import type { ConnectionRegistry } from './connection-registry.js';

const stepMilliseconds = 50;

export interface DrainOptions {
  readonly connections: ConnectionRegistry;
  readonly clock: Clock;
  /** Milliseconds over which the closes are spread. */
  readonly window: number;
  readonly close: (connection: Connection, error: PusherError) => void;
}

/**
 * Moves every client to another node: clients come back at once and without jitter after 4200, so the spreading
 * is ours. Random order, evenly over the window. Resolves when no connection is left.
 */
export function drain({ connections, clock, window, close }: DrainOptions): Promise<void> {
  const remaining = shuffle([...connections]);
  const total = remaining.length;
  const startedAt = clock.now();
  const closeDue = (): void => {
    const share = window === 0 ? 1 : Math.min(1, (clock.now() - startedAt) / window);
    const left = total - Math.ceil(total * share);
    for (const connection of remaining.splice(left)) close(connection, new PusherError('moving'));
  };
  return new Promise((resolve) => {
    const step = (): void => {
      closeDue();
      if (remaining.length > 0) {
        clock.after(stepMilliseconds, step);
        return;
      }
      // Whoever slipped in while the door was closing.
      for (const connection of connections) close(connection, new PusherError('moving'));
      resolve();
    };
    step();
  });
}

function shuffle<T>(items: T[]): T[] {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    const moved = items[last];
    const swapped = items[other];
    if (moved === undefined || swapped === undefined) continue;
    items[last] = swapped;
    items[other] = moved;
  }
  return items;
}
