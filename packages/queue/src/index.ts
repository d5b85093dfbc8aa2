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
export type { LaneHead, LaneItem, LaneMark, OrderedLanes } from './ordered-lanes.js';
export { QueueAwayError, QueueFullError } from './queue-errors.js';
