export { BullQueue, type BullQueueOptions } from '../bull/bull-queue.js';
export { RedisDeadLetters, type RedisDeadLettersOptions } from './redis-dead-letters.js';
export { RedisLanes, type RedisLanesOptions } from './redis-lanes.js';
