import { z } from 'zod';
import { refusal } from '../setting/explanation.js';

const LONGEST = 200;
const MOST_REPETITIONS = 3;

/** How {@link channelPattern} is described. */
export const PATTERN_ALLOWED = `a JavaScript regular expression of at most ${LONGEST} characters, with at most ${MOST_REPETITIONS} repetitions (\`*\`, \`+\`, \`?\`, \`{…}\`), none of them of a group that holds another one or alternatives`;

/**
 * A regular expression for channel names, which clients choose: what would take seconds for some name of 200
 * characters is refused, and a little more with it.
 */
export function channelPattern() {
  return z.string().transform((source, context): RegExp => {
    const problem = findProblem(source);
    if (problem === undefined) return new RegExp(source);
    context.issues.push(refusal(source, problem));
    return z.NEVER;
  });
}

function findProblem(source: string): string | undefined {
  if (source.length > LONGEST) return `is longer than ${LONGEST} characters`;
  if (source === '' || !isRegularExpression(source)) return 'is no regular expression that JavaScript knows';
  const { repetitions, isNested } = findRepetitions(source);
  if (isNested) {
    return 'repeats a group that holds a repetition or alternatives, which takes for ever for some names. Write it without';
  }
  if (repetitions > MOST_REPETITIONS) {
    return `has ${repetitions} repetitions (\`*\`, \`+\`, \`?\`, \`{…}\`), and may have ${MOST_REPETITIONS}, or some names would take seconds`;
  }
  return undefined;
}

function isRegularExpression(source: string): boolean {
  try {
    new RegExp(source);
    return true;
  } catch {
    // The engine's message would repeat the pattern.
    return false;
  }
}

/** An escaped character, a class, the beginning of a group, its end, alternatives, or a repetition. */
const TOKEN = /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|\)|\||(?:[*+?]|\{\d+,?\d*\})\??/gs;

/** Goes through a valid expression once; each level of groups knows whether repeating it would be dangerous. */
function findRepetitions(source: string): { repetitions: number; isNested: boolean } {
  const levels = [false];
  let repetitions = 0;
  let isNested = false;
  let closed: { readonly end: number; readonly isDangerous: boolean } | undefined;
  for (const { 0: token, index } of source.matchAll(TOKEN)) {
    const isDangerous = levels.at(-1) === true;
    if (token.startsWith('(')) {
      levels.push(false);
    } else if (token === ')') {
      levels.pop();
      levels.push((levels.pop() ?? false) || isDangerous);
      closed = { end: index + 1, isDangerous };
    } else if (token === '|') {
      levels.splice(-1, 1, true);
    } else if (!/^[\\[]/.test(token)) {
      repetitions += 1;
      // Once or not at all is no repetition of what is inside.
      isNested ||= closed?.end === index && closed.isDangerous && !token.startsWith('?');
      levels.splice(-1, 1, true);
    }
  }
  return { repetitions, isNested };
}
