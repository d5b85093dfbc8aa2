import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder for a test's processes. Short, because the path of a Unix socket has at most 107 bytes. */
export function createScratchDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'redis-'));
}

/** Ends processes, in order, and removes the folder that they worked in. */
export async function cleanUp(processes: readonly AsyncDisposable[], directory: string): Promise<void> {
  for (const process of processes) await process[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
}
