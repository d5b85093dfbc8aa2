import type { Audience, RunningPod } from '@shoal/testing';

/** How a pod was told to leave: seconds from its stop signal. */
export interface DrainTimes {
  readonly delay: number;
  readonly window: number;
}

/** As it was rendered into the pod's environment. */
export function drainTimesOf({ manifest }: RunningPod): DrainTimes {
  const { DRAIN_DELAY, DRAIN_WINDOW } = manifest.container.env;
  return { delay: Number(DRAIN_DELAY), window: Number(DRAIN_WINDOW) };
}

/** When clients of a pod were told to move: seconds from its stop signal, in order. */
export function movesFrom(pod: RunningPod, { sessions }: Audience): readonly number[] {
  const stoppedAt = pod.deletedAt?.getTime() ?? 0;
  return sessions
    .flatMap(({ pod: name, end }) => (name === pod.name && end?.code === 4200 ? [end.at] : []))
    .map((at) => (at - stoppedAt) / 1_000)
    .sort((a, b) => a - b);
}

/** What share of the moves fell in each tenth of the window. */
export function sharesByTenth(moves: readonly number[], { delay, window }: DrainTimes): readonly number[] {
  const counts = new Array<number>(10).fill(0);
  for (const at of moves) {
    const tenth = Math.min(9, Math.max(0, Math.floor((10 * (at - delay)) / window)));
    counts[tenth] = (counts[tenth] ?? 0) + 1;
  }
  return counts.map((count) => count / moves.length);
}
