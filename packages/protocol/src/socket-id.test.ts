import { createSocketId, isSocketId } from './socket-id.js';

describe('a socket id', () => {
  it('has the shape that server libraries check before they sign', () => {
    for (let count = 0; count < 100; count += 1) {
      const id = createSocketId();
      expect(id).toMatch(/^\d+\.\d+$/);
      expect(isSocketId(id)).toBe(true);
    }
  });

  it('is fresh each time', () => {
    const ids = Array.from({ length: 1_000 }, createSocketId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(['', '1', '1.', '.1', '1.2.3', 'a.b', '1.2\n', ' 1.2', '-1.2', `${'1'.repeat(21)}.1`, 1.2, null])(
    'is not %j',
    (value) => {
      expect(isSocketId(value)).toBe(false);
    },
  );
});
