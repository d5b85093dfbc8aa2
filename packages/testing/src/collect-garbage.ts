import { once } from 'node:events';
import WebSocket from 'ws';
import { within } from './eventually.js';
import type { SpawnedProcess } from './server/spawned-process.js';

/** To be given to a process in `NODE_OPTIONS`, so that {@link collectGarbage} reaches it. */
export const inspectable = '--inspect=127.0.0.1:0';

const listening = /Debugger listening on (ws:\S+)/;
const withinMs = 20_000;

/**
 * Makes a process collect its garbage now, so that what it still holds can be measured.
 *
 * @throws Error when it was not started with {@link inspectable}, or does not answer
 */
export async function collectGarbage(target: SpawnedProcess): Promise<void> {
  const url = listening.exec(target.output.text)?.[1];
  if (url === undefined) throw new Error(`It has no inspector: start it with NODE_OPTIONS=${inspectable}`);
  const inspector = new WebSocket(url);
  try {
    await within(withinMs, once(inspector, 'open'), 'the inspector of a process');
    const answered = once(inspector, 'message');
    inspector.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
    const [answer] = await within(withinMs, answered, 'a collection of garbage');
    if ('error' in JSON.parse(String(answer))) throw new Error(`The inspector refuses: ${answer}`);
  } finally {
    inspector.terminate();
  }
}
