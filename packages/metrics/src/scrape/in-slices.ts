import { LoopSlices } from './loop-slices.js';

/** Pieces that are joined before anybody looks at the clock: a page is sent in chunks of about 20 KB. */
const piecesAChunk = 256;

/** Joins many small pieces to few larger ones, and lets the event loop run in between. */
export async function inSlices(pieces: Iterable<string>): Promise<string[]> {
  const slices = new LoopSlices(64);
  const chunks: string[] = [];
  let chunk: string[] = [];
  for (const piece of pieces) {
    chunk.push(piece);
    if (chunk.length >= piecesAChunk) {
      chunks.push(chunk.join(''));
      chunk = [];
    }
    if (slices.isOver()) await slices.next();
  }
  chunks.push(chunk.join(''));
  return chunks;
}
