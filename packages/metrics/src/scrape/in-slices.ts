import { LoopSlices } from './loop-slices.js';

/** Pieces that are joined before anybody looks at the clock: a page is sent in chunks of about 5 KB. */
const piecesAChunk = 64;

/**
 * Joins many small pieces to few larger ones as they are asked for, and lets the event loop run in between: whoever sends
 * each chunk on before it asks for the next one never holds all of them, which the garbage collector would have to move.
 */
export async function* inSlices(pieces: Iterable<string>): AsyncGenerator<string, void, undefined> {
  const slices = new LoopSlices();
  let chunk: string[] = [];
  for (const piece of pieces) {
    chunk.push(piece);
    if (chunk.length < piecesAChunk) continue;
    yield chunk.join('');
    chunk = [];
    if (slices.isOver()) await slices.next();
  }
  yield chunk.join('');
}
