import { Pulse } from './pulse.js';

function setup() {
  const open: { resolve: () => void; reject: (error: Error) => void }[] = [];
  let answers = 0;
  const pulse = new Pulse(
    () => new Promise<void>((resolve, reject) => open.push({ resolve, reject })),
    () => {
      answers += 1;
    },
  );
  return { pulse, open, answers: () => answers };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

it('counts silence from the first open question', async () => {
  const { pulse, open, answers } = setup();
  expect([pulse.silence(5), pulse.hasAnswered]).toEqual([0, false]);
  pulse.ask(10);
  pulse.ask(20);
  expect(open).toHaveLength(1);
  expect(pulse.silence(30)).toBe(20);
  open[0]?.resolve();
  await turn();
  expect([pulse.silence(40), pulse.hasAnswered, answers()]).toEqual([0, true, 1]);
});

it('a question that failed is asked again, and the silence goes on', async () => {
  const { pulse, open } = setup();
  pulse.ask(10);
  open[0]?.reject(new Error('Command timed out'));
  await turn();
  pulse.ask(1_010);
  expect(open).toHaveLength(2);
  expect(pulse.silence(1_020)).toBe(1_010);
});

it('a refusal is an answer', async () => {
  const { pulse, open, answers } = setup();
  pulse.ask(0);
  open[0]?.reject(new Error('NOPERM this user has no permissions'));
  await turn();
  expect([pulse.silence(10), answers()]).toEqual([0, 1]);
});

it('a handshake that never ends is silence too', () => {
  const { pulse, open } = setup();
  pulse.expect(10);
  pulse.expect(20);
  expect([pulse.silence(30), open.length]).toEqual([20, 0]);
});
