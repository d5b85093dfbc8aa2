import type { Dispatcher } from 'undici';

type Body = Dispatcher.ResponseData['body'];

/** Bytes of an answer's body that are read, so that its connection can be used again. */
const maxDrainedBytes = 64 * 1024;

/** Reads the body and forgets it. */
export async function drainBody(body: Body, signal: AbortSignal): Promise<void> {
  try {
    await body.dump({ limit: maxDrainedBytes, signal });
  } catch (error) {
    // The server has said its status: that the rest of the answer came too late does not matter.
    if (!signal.aborted) throw error;
  }
}

/**
 * The first bytes of the body as text. Of one that is longer, or that breaks off or ends too late, what there is of it:
 * the server has said its status.
 */
export async function readBody(body: Body, bytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let left = bytes;
  try {
    for await (const chunk of body) {
      const part = Buffer.from(chunk).subarray(0, left);
      chunks.push(part);
      left -= part.length;
      // Leaving the loop closes the connection: what follows is unwanted.
      if (left === 0) break;
    }
  } catch {
    return text(chunks);
  }
  return text(chunks);
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}
