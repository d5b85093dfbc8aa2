import { parseCommandLine, usage } from './command-line.js';
import { situations } from './situations/situation-list.js';

const [chatRoom] = situations;
const parse = (...argv: string[]) => parseCommandLine(argv, situations);

it('serves the page without options', () => {
  expect(parse()).toEqual({ kind: 'serve' });
});

it('plays a situation, with what it is given or with its own defaults', () => {
  expect(parse('--situation', 'chat-room')).toEqual({
    kind: 'situation',
    situation: chatRoom,
    count: chatRoom?.count.initial,
    seconds: 60,
  });
  expect(parse('-s', 'chat-room', '--count', '2', '--seconds', '600')).toMatchObject({
    count: 2,
    seconds: 600,
  });
});

it.each([
  [['--situation', 'tea-room'], 'There is no situation "tea-room", but chat-room, '],
  [['--situation', 'chat-room', '--count', '51'], '--count is "51", but it is a whole number from 1 to 50'],
  [['--situation', 'chat-room', '--count', '0'], '--count is "0"'],
  [['--situation', 'chat-room', '--count', '1e1'], '--count is "1e1"'],
  [['--situation', 'chat-room', '--seconds', '601'], '--seconds is "601"'],
  [['--seconds', '5'], 'belong to a --situation'],
  [['--port', '1'], '--port'],
  [['chat-room'], 'chat-room'],
])('refuses %j with a reason', (argv, reason) => {
  const command = parse(...argv);
  expect(command.kind).toBe('invalid');
  expect(command).toHaveProperty('message', expect.stringContaining(reason));
  expect(command).toHaveProperty('message', expect.stringContaining('--help'));
});

it('lists every situation for --help', () => {
  expect(parse('--help')).toEqual({ kind: 'help' });
  const text = usage(situations);
  for (const { name, description } of situations) {
    expect(text).toContain(`  ${name} `);
    expect(text).toContain(description);
  }
});
