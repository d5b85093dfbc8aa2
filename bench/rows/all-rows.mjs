import { fanOutRows } from './fan-out-rows.mjs';
import { metricsRows } from './metrics-rows.mjs';
import { otherRows } from './other-rows.mjs';
import { pushRows } from './push-rows.mjs';
import { redisRows } from './redis-rows.mjs';
import { webhookRows } from './webhook-rows.mjs';

/**
 * One line of the result: a situation, and the servers that are put into it.
 *
 * @typedef {{
 *   id: string, group: string, title: string, unit: string, rateUnit?: string, rounds: number,
 *   columns: Column[], measure: (column: object, context: object) => Promise<import('../measure/figures.mjs').Figures>,
 * }} Row
 * @typedef {{ id: string, base?: string, title?: string, server?: object }} Column
 *   `base`: the entry of `servers/columns.mjs` that is started, `id` when absent; `server`: options for its start
 */

/** @type {Row[]} */
export const ROWS = [...fanOutRows, ...otherRows, ...metricsRows, ...redisRows, ...webhookRows, ...pushRows];
