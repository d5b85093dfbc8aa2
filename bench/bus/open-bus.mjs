import { openPlainBus } from './plain-ioredis.mjs';
import { openShoalBus } from './shoal-bus.mjs';

const kinds = { shoal: openShoalBus, 'plain-ioredis': openPlainBus };

/** @param {string} kind `shoal` or `plain-ioredis` */
export function openBus(kind, options) {
  return kinds[kind](options);
}
