import { claimLease } from '@shoal/core';
import { ReplyQueue } from '@shoal/core/testing';
import { PusherError } from '@shoal/protocol';
import {
  app,
  createPlayedPublisher,
  pass,
  refusal,
  replayed,
  watch,
} from '../../testing/played-publisher.js';

describe('a batch', () => {
  test('publishes what was not published before, in its order, and answers for everything', async () => {
    const { batch, published, counted, mock } = createPlayedPublisher();
    await batch('k2=b');
    mock.describe.mockImplementation(async () => ({ later: 1 }));
    expect(await batch('k1=a', 'k2=b', 'plain', 'k3=c')).toEqual({
      body: '[{"later":1},{"name":"b"},{"later":1},{"later":1}]',
      headers: {},
    });
    expect(published).toEqual(['b', 'a', 'plain', 'c']);
    expect(counted).toEqual({ asked: 4, repeated: 1 });
  });

  test('says that it was a repeat when all of it was', async () => {
    const { batch, published, mock } = createPlayedPublisher();
    await batch('k1=a', 'k2=b');
    expect(await batch('k2=b', 'k1=a')).toEqual({ body: '[{"name":"b"},{"name":"a"}]', headers: replayed });
    expect(published).toEqual(['a', 'b']);
    expect(mock.take).toHaveBeenCalledTimes(1);
  });

  test('pays only for what it publishes', async () => {
    const { batch, mock } = createPlayedPublisher();
    await batch('k1=a');
    await batch('k1=a', 'k2=b', 'plain');
    expect(mock.take).toHaveBeenLastCalledWith(app.id, app.limits.backendEventsPerSecond, 2);
  });

  test('publishes two items with one key once and answers both alike', async () => {
    const { batch, published, counted } = createPlayedPublisher();
    expect(await batch('k=a', 'k=a')).toEqual({ body: '[{"name":"a"},{"name":"a"}]', headers: {} });
    expect(published).toEqual(['a']);
    expect(counted).toEqual({ asked: 2, repeated: 1 });
  });

  test('is refused when two items with one key differ, and claims nothing', async () => {
    const { local, batch, published } = createPlayedPublisher();
    await expect(batch('j=x', 'k=a', 'k=b')).rejects.toEqual(refusal('idempotency_conflict'));
    expect(published).toEqual([]);
    expect(local.memoryBytes()).toBe(0);
  });

  test('is refused as a whole for one conflict, and gives back what it had', async () => {
    const { batch, published } = createPlayedPublisher();
    await batch('k2=b');
    await expect(batch('k1=a', 'k2=other')).rejects.toEqual(refusal('idempotency_conflict'));
    expect(published).toEqual(['b']);
    await batch('k1=another');
    expect(published).toEqual(['b', 'another']);
  });

  test('has no key while it waits for one', async () => {
    const { clock, event, batch, mock, published } = createPlayedPublisher();
    mock.describe.mockReturnValueOnce(new Promise(() => {}));
    watch(event('k2', 'b'));
    const waiting = watch(batch('k3=c', 'k2=b', 'k1=a'));
    await pass(clock, 20);
    await event('k1', 'other');
    await event('k3', 'another');
    await pass(clock, 1000);
    expect(waiting.outcome).toBe('idempotency_conflict');
    expect(published).toEqual(['b', 'other', 'another']);
  });

  test('and another with the same keys in another order both get on', async () => {
    const replies = new ReplyQueue();
    const { clock, batch, published } = createPlayedPublisher({ replies });
    const answers = [batch('k1=a', 'k2=b'), batch('k2=b', 'k1=a')].map(watch);
    for (let step = 0; step < 30; step += 1) {
      await replies.answerAll();
      await pass(clock, 20);
    }
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      '[{"name":"a"},{"name":"b"}]',
      '[{"name":"b"},{"name":"a"}]',
    ]);
    expect(published.sort()).toEqual(['a', 'b']);
  });

  test('that was published by halves is completed by its repeat', async () => {
    const { batch, published, mock } = createPlayedPublisher();
    mock.publish
      .mockImplementationOnce((name) => {
        published.push(name);
      })
      .mockImplementationOnce(() => {
        throw new PusherError('backend');
      });
    await expect(batch('k1=a', 'k2=b', 'k3=c')).rejects.toEqual(refusal('backend'));
    expect(published).toEqual(['a']);
    expect(await batch('k1=a', 'k2=b', 'k3=c')).toMatchObject({
      body: '[{"name":"a"},{"name":"b"},{"name":"c"}]',
    });
    expect(published).toEqual(['a', 'b', 'c']);
  });
});

describe('a batch with a key of its own', () => {
  test('is answered as a whole, whatever is in it', async () => {
    const { batchAs, published, counted } = createPlayedPublisher();
    const first = await batchAs('k', 'k1=a', 'plain');
    expect(await batchAs('k', 'k1=a', 'plain')).toEqual({ status: 200, body: first.body, headers: replayed });
    expect(published).toEqual(['a', 'plain']);
    expect(counted).toEqual({ asked: 4, repeated: 2 });
    await expect(batchAs('k', 'k1=a', 'other')).rejects.toEqual(refusal('idempotency_conflict'));
  });

  test('of nothing is a repeat only the second time', async () => {
    const { batchAs } = createPlayedPublisher();
    expect(await batchAs('k')).toEqual({ body: '[]', headers: {} });
    expect(await batchAs('k')).toEqual({ status: 200, body: '[]', headers: replayed });
  });

  test('takes over what its items were answered before', async () => {
    const { batch, batchAs, published } = createPlayedPublisher();
    await batch('k1=a');
    expect(await batchAs('k', 'k1=a')).toEqual({ body: '[{"name":"a"}]', headers: replayed });
    expect(published).toEqual(['a']);
  });

  test('of which a part has left blocks the key until the lease runs out', async () => {
    const { clock, batchAs, published, mock } = createPlayedPublisher();
    mock.publish
      .mockImplementationOnce((name) => {
        published.push(name);
      })
      .mockImplementationOnce(() => {
        throw new PusherError('backend');
      });
    await expect(batchAs('k', 'k1=a', 'plain')).rejects.toEqual(refusal('backend'));
    const early = watch(batchAs('k', 'k1=a', 'plain'));
    await pass(clock, 1000);
    expect(early.outcome).toBe('idempotency_in_progress');
    clock.advance(claimLease);
    await batchAs('k', 'k1=a', 'plain');
    expect(published).toEqual(['a', 'plain']);
  });

  test('of which nothing has left may be sent again at once', async () => {
    const { batchAs, published, mock } = createPlayedPublisher();
    mock.publish.mockImplementationOnce(() => {
      throw new PusherError('backend');
    });
    await expect(batchAs('k', 'plain')).rejects.toEqual(refusal('backend'));
    await batchAs('k', 'plain');
    expect(published).toEqual(['plain']);
  });
});
