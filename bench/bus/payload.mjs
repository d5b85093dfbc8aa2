/** What the bus rows carry: ten channels, text frames of 200 bytes that begin with the time they were made. */
export const channels = Array.from({ length: 10 }, (_, n) => ({ appId: 'bench', name: `bus-${n}` }));

const frameBytes = 200;

/** @returns {Buffer} a frame with this moment in it */
export function createFrame() {
  const frame = Buffer.alloc(frameBytes, 0x20);
  frame.writeDoubleLE(now(), 0);
  return frame;
}

/** How many frames a batch holds. */
export function countFrames(bytes) {
  return Math.floor(bytes.length / frameBytes);
}

/** Milliseconds since the first frame of a batch was made; both processes read one monotonic clock. */
export function ageOf(bytes) {
  return now() - bytes.readDoubleLE(0);
}

function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}
