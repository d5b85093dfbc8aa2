import { createBackend } from '../create-backend.js';
import { ServerCheck } from '../server-check.js';
import type { Settings } from '../settings.js';
import type { Situation } from '../situations/situation.js';
import { Stage } from './stage.js';

/** What is played, and how long at most. */
export interface Play {
  readonly situation: Situation;
  readonly count: number;
  readonly seconds: number;
}

export interface PlayOptions {
  readonly settings: Settings;
  readonly say: (line: string) => void;
  /** Ends the situation before its time. */
  readonly signal: AbortSignal;
}

/** Plays a situation until it, its time or the caller ends it. @returns the exit code */
export async function playSituation(
  { situation, count, seconds }: Play,
  options: PlayOptions,
): Promise<number> {
  const { settings, say } = options;
  const backend = createBackend(settings);
  const { isUsable, message } = await new ServerCheck(backend, settings).check();
  say(message);
  if (!isUsable) return 1;
  say(`${situation.name}: ${situation.description}; ${count} ${situation.count.of}, at most ${seconds} s`);
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(seconds * 1000)]);
  using stage = new Stage({ settings, backend, say, signal, count });
  try {
    await Promise.race([situation.run(stage), over(signal)]);
  } catch (error) {
    say(`it failed: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  }
  say('the end');
  return 0;
}

function over(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve());
  });
}
