import { channelPattern } from './channel-pattern.js';

const outcomeOf = (source: string) => channelPattern().safeParse(source);

test.each([
  ['^private-chat-\\d+$'],
  ['^(?:private|presence)-room'],
  ['(?:-v\\d+)?$'],
  ['^[a-z*+?]+:[^\\]]{2,}$'],
  ['\\(a+\\)+'],
  ['(?=.*x)y'],
  ['(?<kind>private|presence)-'],
  ['((ab))+'],
])('%s is taken as it is', (source) => {
  expect(outcomeOf(source)).toMatchObject({ success: true, data: new RegExp(source) });
});

test.each([
  ['(a+)+', 'repeats a group'],
  ['(?:a|a)*$', 'repeats a group'],
  ['((a*)b)+?', 'repeats a group'],
  ['(?:x(?:a|b)){2,}', 'repeats a group'],
  ['(a?){30}', 'repeats a group'],
  ['.*a.*b.*c.*', 'has 4 repetitions'],
  ['a?a?a?a?aaaa', 'has 4 repetitions'],
  ['(', 'no regular expression'],
  ['[z-a]', 'no regular expression'],
  ['(?i)chat', 'no regular expression'],
  ['', 'no regular expression'],
  ['a'.repeat(201), 'longer than 200'],
])('%s is refused', (source, words) => {
  const { error } = outcomeOf(source);
  expect(error?.issues).toMatchObject([{ params: { explanation: expect.stringContaining(words) } }]);
});
