import { eventually, GiveUpError } from '../eventually.js';
import { httpRequest } from '../http-request.js';
import type { SpawnedProcess } from './spawned-process.js';

const maxAttempts = 3;

export interface ReadyAddress {
  readonly host: string;
  readonly port: number;
  /** `/ready` by default. */
  readonly readyPath?: string;
}

/** @throws Error with all that the process wrote when it ends, or does not answer `/ready` with 200 in time */
export async function untilReady(
  started: SpawnedProcess,
  address: ReadyAddress,
  withinMs: number,
): Promise<void> {
  const { readyPath = '/ready' } = address;
  const probe = async () => {
    if (started.exit !== undefined) {
      throw new GiveUpError(`The process ended (${started.exit.signal ?? started.exit.code})`);
    }
    const { status } = await httpRequest(address, { path: readyPath });
    if (status !== 200) throw new Error(`${readyPath} answers ${status}`);
  };
  try {
    await eventually(probe, { withinMs, what: 'a ready process' });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${reason}. It wrote:\n${started.output.text || '(nothing)'}`, { cause });
  }
}

/** Starts until it is ready. Between our look at the ports and the start, somebody else may have taken one. */
export async function startOnFreePorts<P extends SpawnedProcess>(
  start: () => Promise<P>,
  ready: (started: P) => Promise<void>,
): Promise<P> {
  for (let attempt = 1; ; attempt += 1) {
    const started = await start();
    try {
      await ready(started);
      return started;
    } catch (error) {
      await started[Symbol.asyncDispose]();
      const portTaken = /EADDRINUSE|already in use/i.test(started.output.text);
      if (!portTaken || attempt === maxAttempts) throw error;
    }
  }
}
