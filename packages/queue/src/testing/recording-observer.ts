import type { QueueObserver } from '../job-queue.js';

/** Remembers what it is told. */
export class RecordingObserver implements QueueObserver {
  readonly processings: number[] = [];
  readonly failures: unknown[] = [];
  readonly reachabilities: boolean[] = [];

  processed(_queue: string, seconds: number): void {
    this.processings.push(seconds);
  }

  failed(_queue: string, error: unknown): void {
    this.failures.push(error);
  }

  reachable(_queue: string, isReachable: boolean): void {
    this.reachabilities.push(isReachable);
  }
}
