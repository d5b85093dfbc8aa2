import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { compose } from './compose.js';
import type { ServerCheck } from './server-check.js';
import { type Settings, SettingsError } from './settings.js';

const retryMs = 2_000;

export interface ServeOptions {
  readonly settings: Settings;
  readonly say: (line: string) => void;
  /** Ends the playground when it is aborted. */
  readonly signal: AbortSignal;
}

/** Serves the page until `signal` is aborted. @throws SettingsError when the port cannot be had */
export async function serve({ settings, say, signal }: ServeOptions): Promise<void> {
  const { http, check } = compose(settings);
  const server = createServer(http);
  try {
    await once(server.listen(settings.port, settings.host), 'listening');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`Cannot listen (${reason}): set PLAYGROUND_PORT to another port`);
  }
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  say(`the playground is at http://${settings.host}:${port}`);
  const closed = once(server, 'close');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  if (signal.aborted) close();
  else signal.addEventListener('abort', close);
  await Promise.all([closed, waitForServer(check, { say, signal })]);
}

/** Says once what is wrong, tries on, and says when all is well. After that, the page asks when it has to know. */
async function waitForServer(
  check: ServerCheck,
  { say, signal }: Pick<ServeOptions, 'say' | 'signal'>,
): Promise<void> {
  let said: string | undefined;
  while (!signal.aborted) {
    const { isUsable, message } = await check.check();
    if (message !== said) say(message);
    if (isUsable) return;
    said = message;
    await pause(retryMs, undefined, { signal }).catch(() => undefined);
  }
}
