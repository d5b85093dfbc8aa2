/**
 * What one window of one server gave. `cost` is what is judged, in the unit of the row (less is better).
 *
 * @typedef {{ cost: number, rate?: number, utilisation?: number, p50?: number, p99?: number, note?: string }} Figures
 */

/**
 * CPU microseconds an operation, and operations a second.
 *
 * @param {object} result the load client's line
 * @returns {Figures}
 */
export function cpuFigures({ operations, seconds, cpuSeconds, latencyMs }) {
  if (operations === 0) throw new Error('nothing was completed in the window');
  return {
    cost: (cpuSeconds * 1e6) / operations,
    rate: operations / seconds,
    utilisation: cpuSeconds / seconds,
    ...(latencyMs.p50 > 0 ? latencyMs : {}),
  };
}
