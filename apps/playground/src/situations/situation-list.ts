import { chatRoom } from './chat-room.js';
import { lateSubscriber } from './late-subscriber.js';
import { manyChannels } from './many-channels.js';
import { reconnectStorm } from './reconnect-storm.js';
import type { Situation } from './situation.js';
import { slowConsumer } from './slow-consumer.js';

/** Every situation there is, in the order of `--help`. */
export const situations: readonly Situation[] = [
  chatRoom,
  lateSubscriber,
  manyChannels,
  reconnectStorm,
  slowConsumer,
];
