import { SharedWindow } from './shared-window.js';

/** Sends as many of its commands as there is room for, and waits for more. */
function sender(window: SharedWindow, sent: string[], name: string) {
  const send = (): void => {
    if (!window.hasRoom) {
      window.wait(send);
      return;
    }
    window.take();
    sent.push(name);
    send();
  };
  return send;
}

test('no more are on their way than there are places, and who waits is served in turn', () => {
  const window = new SharedWindow(2);
  const sent: string[] = [];
  for (const name of ['a', 'b', 'c']) sender(window, sent, name)();
  expect(sent).toEqual(['a', 'a']);
  for (let answers = 0; answers < 6; answers += 1) window.give(1);
  expect(sent.slice(2)).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
});

test('who waits twice is called once', () => {
  const window = new SharedWindow(1);
  window.take();
  let calls = 0;
  const run = (): void => {
    calls += 1;
  };
  window.wait(run);
  window.wait(run);
  window.give(1);
  window.give(0);
  expect(calls).toBe(1);
});
