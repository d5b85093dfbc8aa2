export { describeJobQueue, type JobQueueFixture, type JobQueueSubject } from './describe-job-queue.js';
export { FakeClock } from './fake-clock.js';
export { decodeTask, GatedHandler, type HeldRun, RecordingHandler, type Task } from './gated-handler.js';
export { fakePassage, type Passage, realPassage } from './passage.js';
export { RecordingObserver } from './recording-observer.js';
