import { type Clock, QueueAwayError } from '@shoal/queue';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;
const PATIENCE_MS = 60_000;

/**
 * Does what follows from a notification that was sent: for a minute it is tried again while the store is away, since
 * a result that nobody recorded is a notification that is sent twice.
 *
 * @param isAway told each time that it was away
 * @throws QueueAwayError after that minute
 */
export async function untilBack<Result>(
  clock: Clock,
  action: () => Promise<Result>,
  isAway: () => void = () => {},
): Promise<Result> {
  const deadline = clock.now() + PATIENCE_MS;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof QueueAwayError) || clock.now() + pause > deadline) throw error;
    }
    isAway();
    await new Promise<void>((resolve) => clock.after(pause, resolve));
  }
}
