import { startFloor, startPeer } from './start-peer.mjs';
import { startShoal } from './start-shoal.mjs';

const pusher = ['--dialect', 'pusher', '--path', '/app/app-key?protocol=7&client=js&version=8.6.0'];
const socketIo = ['--dialect', 'socket.io', '--path', '/socket.io/?EIO=4&transport=websocket'];

/** The servers that are compared: how to start each, and what the load client must know to speak to it. */
export const COLUMNS = {
  shoal: { title: 'Shoal', client: pusher, start: (options) => startShoal(options) },
  'naive-ws': { title: 'naive ws', client: pusher, start: (options) => startPeer('naive-ws', options) },
  'socket.io': { title: 'socket.io', client: socketIo, start: (options) => startPeer('socket-io', options) },
  floor: {
    title: 'C floor',
    isCompiled: true,
    client: pusher,
    start: (_, programs) => startFloor(programs.floor, { isBatched: false }),
  },
  'floor-batched': {
    title: 'C floor, batched',
    isCompiled: true,
    client: pusher,
    start: (_, programs) => startFloor(programs.floor, { isBatched: true }),
  },
};
