import { claimLease } from '@shoal/core';
import { ReplyQueue } from '@shoal/core/testing';
import { PusherError } from '@shoal/protocol';
import {
  app,
  createPlayedPublisher,
  minute,
  pass,
  refusal,
  replayed,
  watch,
} from '../../testing/played-publisher.js';

describe('a repeat', () => {
  test('is answered as the first was, says so, and publishes nothing', async () => {
    const { event, published, counted, mock } = createPlayedPublisher();
    mock.take.mockReturnValueOnce({ 'X-RateLimit-Limit': '5' });
    const first = await event('k', 'e');
    expect(first).toEqual({ body: '[{"name":"e"}]', headers: { 'X-RateLimit-Limit': '5' } });
    const expected = { status: 200, body: first.body, headers: replayed };
    expect([await event('k', 'e'), await event('k', 'e')]).toEqual([expected, expected]);
    expect(published).toEqual(['e']);
    expect(mock.take).toHaveBeenCalledTimes(1);
    expect(counted).toEqual({ asked: 3, repeated: 2 });
  });

  test('publishes again when the time of the first answer is over', async () => {
    const { clock, event, published } = createPlayedPublisher();
    await event('k', 'e');
    clock.advance(minute);
    expect(await event('k', 'e')).toMatchObject({ headers: {} });
    expect(published).toEqual(['e', 'e']);
  });

  test('with something else under the key is refused, and harms the first in nothing', async () => {
    const { event, published, counted } = createPlayedPublisher();
    await event('k', 'e');
    await expect(event('k', 'other')).rejects.toEqual(refusal('idempotency_conflict'));
    expect(await event('k', 'e')).toMatchObject({ headers: replayed });
    expect(published).toEqual(['e']);
    expect(counted).toEqual({ asked: 3, repeated: 1 });
  });

  test('waits for the first while that is under way, and is answered alike', async () => {
    const { clock, event, mock, published } = createPlayedPublisher();
    let describe: (description: object) => void = () => {};
    const description = new Promise<object>((resolve) => {
      describe = resolve;
    });
    mock.describe.mockReturnValueOnce(description);
    const first = watch(event('k', 'e'));
    const repeat = watch(event('k', 'e'));
    await pass(clock, 900);
    expect([first.outcome, repeat.outcome]).toEqual(['none yet', 'none yet']);
    describe({ late: 1 });
    await pass(clock, 60);
    expect([first.outcome, repeat.outcome]).toEqual(['[{"late":1}]', '[{"late":1}]']);
    expect(published).toEqual(['e']);
  });

  test('waits a second at most', async () => {
    const { clock, event, mock, published } = createPlayedPublisher();
    mock.describe.mockReturnValueOnce(new Promise(() => {}));
    const first = watch(event('k', 'e'));
    const repeat = watch(event('k', 'e'));
    await pass(clock, 990);
    expect(repeat.outcome).toBe('none yet');
    await pass(clock, 10);
    expect(repeat.outcome).toBe('idempotency_in_progress');
    expect(first.outcome).toBe('none yet');
    expect(published).toEqual(['e']);
    expect(clock.timers).toBe(0);
  });
});

describe('a publish that was certainly not made', () => {
  test.each<[why: string, part: 'take' | 'publish', error: Error]>([
    ['over the limit', 'take', new PusherError('rate_limited')],
    ['refused by the bus', 'publish', new PusherError('backend')],
  ])('for it was %s, may be made by a repeat at once', async (_why, part, error) => {
    const { event, mock, published } = createPlayedPublisher();
    mock[part].mockImplementationOnce(() => {
      throw error;
    });
    await expect(event('k', 'e')).rejects.toBe(error);
    expect(published).toEqual([]);
    expect(await event('k', 'e')).toMatchObject({ headers: {} });
    expect(published).toEqual(['e']);
  });

  test('leaves its key to another fingerprint too', async () => {
    const { event, mock, published } = createPlayedPublisher();
    mock.publish.mockImplementationOnce(() => {
      throw new PusherError('backend');
    });
    await expect(event('k', 'e')).rejects.toEqual(refusal('backend'));
    await event('k', 'other');
    expect(published).toEqual(['other']);
  });
});

describe('a publish that may have left', () => {
  test('blocks its key until the lease runs out, then a repeat makes it again', async () => {
    const { clock, event, mock, published } = createPlayedPublisher();
    const broken = new Error('broken');
    mock.publish.mockImplementationOnce(() => {
      throw broken;
    });
    await expect(event('k', 'e')).rejects.toBe(broken);
    const early = watch(event('k', 'e'));
    await pass(clock, 1000);
    expect(early.outcome).toBe('idempotency_in_progress');
    clock.advance(claimLease - 1000);
    await event('k', 'e');
    expect(published).toEqual(['e']);
  });

  test('and cannot be described is refused, but its repeat is told that it was made', async () => {
    const { event, mock, published } = createPlayedPublisher();
    mock.describe.mockRejectedValueOnce(new PusherError('backend'));
    await expect(event('k', 'e')).rejects.toEqual(refusal('backend'));
    expect(await event('k', 'e')).toEqual({ status: 200, body: '[{}]', headers: replayed });
    expect(published).toEqual(['e']);
  });

  test('and cannot be recorded is answered all the same, and logged', async () => {
    const replies = new ReplyQueue();
    const { event, published, logged } = createPlayedPublisher({ replies });
    const answer = watch(event('k', 'e'));
    await replies.answer('claim k');
    await replies.fail(new PusherError('backend'), 'record k');
    expect(answer.outcome).toBe('[{"name":"e"}]');
    expect(published).toEqual(['e']);
    expect(logged).toEqual(['idempotency key not recorded']);
  });

  test('and was recorded too late is answered all the same, and logged', async () => {
    const replies = new ReplyQueue('answered');
    const { clock, event, logged } = createPlayedPublisher({ replies });
    const answer = watch(event('k', 'e'));
    await replies.answer('claim k');
    clock.advance(claimLease);
    await replies.answer('record k');
    expect(answer.outcome).toBe('[{"name":"e"}]');
    expect(logged).toEqual(['idempotency key not recorded']);
  });
});

describe('with a store that is slow or away', () => {
  test('nothing is published when the key cannot be claimed', async () => {
    const replies = new ReplyQueue();
    const { event, published } = createPlayedPublisher({ replies });
    const answer = watch(event('k', 'e'));
    await replies.fail(new PusherError('backend'));
    expect(answer.outcome).toBe('backend');
    expect(published).toEqual([]);
  });

  test('a claim that took less than five seconds is published on', async () => {
    const replies = new ReplyQueue();
    const { clock, event, published } = createPlayedPublisher({ replies });
    watch(event('k', 'e'));
    clock.advance(4999);
    await replies.answer('claim k');
    expect(published).toEqual(['e']);
  });

  test('one that took longer is renewed first', async () => {
    const replies = new ReplyQueue();
    const { clock, event, published } = createPlayedPublisher({ replies });
    const answer = watch(event('k', 'e'));
    clock.advance(5000);
    await replies.answer('claim k');
    expect(published).toEqual([]);
    await replies.answer('renew k');
    expect(published).toEqual(['e']);
    await replies.answerAll();
    expect(answer.outcome).toBe('[{"name":"e"}]');
  });

  test('one that was lost meanwhile is not published', async () => {
    const replies = new ReplyQueue();
    const { clock, event, published } = createPlayedPublisher({ replies });
    const answer = watch(event('k', 'e'));
    clock.advance(claimLease);
    await replies.answerAll();
    expect(answer.outcome).toBe('idempotency_in_progress');
    expect(published).toEqual([]);
  });

  test('one whose renewal took as long is not published, and given back', async () => {
    const replies = new ReplyQueue();
    const { clock, local, event, published } = createPlayedPublisher({ replies });
    const answer = watch(event('k', 'e'));
    clock.advance(5000);
    await replies.answer('claim k');
    clock.advance(5000);
    await replies.answerAll();
    expect(answer.outcome).toBe('backend');
    expect(published).toEqual([]);
    expect(local.claim({ appId: app.id, key: 'k' }, 'other').kind).toBe('claimed');
  });

  test('a key that cannot be given back is only logged: the refusal is what counts', async () => {
    const replies = new ReplyQueue();
    const { event, mock, logged } = createPlayedPublisher({ replies });
    mock.take.mockImplementationOnce(() => {
      throw new PusherError('rate_limited');
    });
    const answer = watch(event('k', 'e'));
    await replies.answer('claim k');
    await replies.fail(new PusherError('backend'), 'release k');
    expect(answer.outcome).toBe('rate_limited');
    expect(logged).toEqual(['idempotency key not given back']);
  });
});
