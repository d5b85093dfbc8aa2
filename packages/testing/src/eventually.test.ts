import { EventEmitter } from 'node:events';
import { type Bindable, eventually, GiveUpError, once, within } from './eventually.js';

const never = new Promise<never>(() => {});

describe('eventually', () => {
  it('gives the first answer that is not false', async () => {
    let tries = 0;
    const answer = await eventually(() => (++tries < 3 ? false : `after ${tries}`), { everyMs: 1 });
    expect(answer).toBe('after 3');
  });

  it('takes nothing, zero and an empty text for answers: only false and failures are tried again', async () => {
    expect(await eventually(() => undefined)).toBeUndefined();
    expect(await eventually(() => 0)).toBe(0);
    expect(await eventually(() => '')).toBe('');
  });

  it('tries again what throws or rejects', async () => {
    let tries = 0;
    const probe = async () => {
      tries += 1;
      expect(tries).toBe(3);
      return tries;
    };
    expect(await eventually(probe, { everyMs: 1 })).toBe(3);
  });

  it('fails in the end with what it waited for and the last failure', async () => {
    const cause = new Error('only 2 members');
    const failing = eventually(
      () => {
        throw cause;
      },
      { withinMs: 20, everyMs: 1, what: 'three members' },
    );
    await expect(failing).rejects.toMatchObject({
      message: 'Not within 20 ms: three members. Last: only 2 members',
      cause,
    });
  });

  it('does not wait for a probe that hangs', async () => {
    await expect(eventually(() => never, { withinMs: 20 })).rejects.toThrow('the probe has not answered');
  });

  it('stops at once when the probe gives up', async () => {
    let tries = 0;
    const probe = () => {
      tries += 1;
      throw new GiveUpError('the process has ended');
    };
    await expect(eventually(probe)).rejects.toThrow('the process has ended');
    expect(tries).toBe(1);
  });
});

describe('within', () => {
  it('gives what the promise gives, failures too', async () => {
    expect(await within(1_000, Promise.resolve(7), 'seven')).toBe(7);
    await expect(within(1_000, Promise.reject(new Error('no')), 'seven')).rejects.toThrow('no');
  });

  it('fails with the message', async () => {
    await expect(within(5, never, 'seven')).rejects.toThrow('Not within 5 ms: seven');
  });
});

describe('once', () => {
  const bindable = (): { emitter: EventEmitter; source: Bindable } => {
    const emitter = new EventEmitter();
    const source: Bindable = {
      bind: (event, listener) => emitter.on(event, listener),
      unbind: (event, listener) => emitter.off(event, listener),
    };
    return { emitter, source };
  };

  it('gives the data of the next event and lets go', async () => {
    const { emitter, source } = bindable();
    const told = once(source, 'order');
    emitter.emit('order', { id: 1 });
    expect(await told).toEqual({ id: 1 });
    expect(emitter.listenerCount('order')).toBe(0);
  });

  it('lets go when nothing comes', async () => {
    const { emitter, source } = bindable();
    await expect(once(source, 'order', { withinMs: 5 })).rejects.toThrow('Not within 5 ms: the event order');
    expect(emitter.listenerCount('order')).toBe(0);
  });
});
