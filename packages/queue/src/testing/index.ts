export {
  type DeadLettersFixture,
  type DeadLettersSubject,
  describeDeadLetters,
} from './describe-dead-letters.js';
export { describeJobQueue, type JobQueueFixture, type JobQueueSubject } from './describe-job-queue.js';
export {
  describeOrderedLanes,
  type LaneBounds,
  type OrderedLanesFixture,
  type OrderedLanesSubject,
} from './describe-ordered-lanes.js';
export { FakeClock } from './fake-clock.js';
export { decodeTask, GatedHandler, type HeldRun, RecordingHandler, type Task } from './gated-handler.js';
export { decodeParcel, type Parcel } from './lane-model.js';
export { fakePassage, type Passage, realPassage } from './passage.js';
export { RecordingObserver } from './recording-observer.js';
