import { textFrame } from '@shoal/protocol';
import fc from 'fast-check';
import { readFrames } from '../testing/index.js';
import { createBatch, withoutExcluded } from './batch.js';
import type { PendingMessage } from './pending-message.js';

const channel = { appId: 'app-id', name: 'a' };
const sockets = [undefined, '1.1', '2.2'];

const message = fc.record({
  text: fc.string({ maxLength: 200 }),
  except: fc.constantFrom(...sockets),
  cacheId: fc.option(fc.string(), { nil: undefined }),
});

function pending({
  text,
  except,
  cacheId,
}: {
  text: string;
  except?: string;
  cacheId?: string;
}): PendingMessage {
  return { frame: textFrame(text), except, cacheId, isLocal: false, acceptedAt: 0 };
}

test('a single plain message is its own frame, not a copy', () => {
  const one = pending({ text: 'one' });
  expect(createBatch(channel, [one]).frames).toBe(one.frame);
});

test('every socket gets exactly what does not leave it out, in order', () => {
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 20 }), (messages) => {
      const batch = createBatch(
        channel,
        messages.map((each) => pending(definedOf(each))),
      );
      expect(readFrames(batch.frames)).toEqual(messages.map(({ text }) => text));
      expect(batch.messages).toBe(messages.length);
      for (const socketId of ['1.1', '2.2', '3.3']) {
        const expected = messages.filter(({ except }) => except !== socketId).map(({ text }) => text);
        const own = withoutExcluded(batch, socketId);
        expect(own === undefined ? [] : readFrames(own.frames)).toEqual(expected);
        expect(own?.messages ?? 0).toBe(expected.length);
      }
      const cached = (batch.cached ?? []).map(({ offset, length, id }) => [
        id,
        ...readFrames(batch.frames.subarray(offset, offset + length)),
      ]);
      expect(cached).toEqual(
        messages.filter(({ cacheId }) => cacheId !== undefined).map(({ cacheId, text }) => [cacheId, text]),
      );
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('a frame that is excluded twice for one socket is left out once', () => {
  const batch = createBatch(channel, [pending({ text: 'one', except: '1.1' }), pending({ text: 'two' })]);
  const twice = { ...batch, exclusions: [...batch.exclusions, ...batch.exclusions] };
  const own = withoutExcluded(twice, '1.1');
  expect(own?.messages).toBe(1);
  expect(readFrames(own?.frames ?? Buffer.alloc(0))).toEqual(['two']);
});

function definedOf(each: { text: string; except: string | undefined; cacheId: string | undefined }) {
  return {
    text: each.text,
    ...(each.except === undefined ? {} : { except: each.except }),
    ...(each.cacheId === undefined ? {} : { cacheId: each.cacheId }),
  };
}
