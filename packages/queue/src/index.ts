export { type Clock, systemClock, type Timer } from './clock.js';
export type { DeadLetter, DeadLetterPage, DeadLetterQuery, DeadLetters } from './dead-letters.js';
export type {
  Decode,
  Job,
  JobHandler,
  JobQueue,
  JobResult,
  JobWorker,
  NewJob,
  ProcessOptions,
  QueueDepth,
  QueueObserver,
} from './job-queue.js';
export { MemoryDeadLetters, type MemoryDeadLettersOptions } from './memory/memory-dead-letters.js';
export { MemoryLanes, type MemoryLanesOptions } from './memory/memory-lanes.js';
export { type DropCause, MemoryQueue, type MemoryQueueOptions } from './memory/memory-queue.js';
export type { LaneHead, LaneItem, LaneMark, LanePushed, OrderedLanes } from './ordered-lanes.js';
export { BadCursorError, QueueAwayError, QueueFullError, UnreadableDataError } from './queue-errors.js';
