import type { PageSession } from './page-session.js';

/** As much of a connection as says what it has heard. */
type Heard = Pick<PageSession, 'numbers' | 'firstOwed' | 'feed' | 'end' | 'pod'>;

/**
 * What a connection has not heard as it should: every number once, where it was owed all of them, and in order, where
 * they came from one server. One that is still open is owed everything since its subscription.
 *
 * @returns one text for each connection of which something can be said
 */
export function missedNumbers(sessions: readonly Heard[]): readonly string[] {
  return sessions.flatMap((session) => {
    const fault = twice(session) ?? missed(session) ?? disordered(session);
    return fault === undefined ? [] : [`${session.feed.channel} by ${session.pod}: ${fault}`];
  });
}

function twice({ numbers }: Heard): string | undefined {
  const heard = new Set<number>();
  const again = numbers.find((number) => heard.size === heard.add(number).size);
  return again === undefined ? undefined : `${again} came twice`;
}

/** Of one that was closed, only the beginning and the middle can be owed, and order says where they end. */
function missed({ numbers, firstOwed, feed, end }: Heard): string | undefined {
  if (firstOwed === undefined) return undefined;
  const isOpen = end === undefined;
  const last = isOpen ? feed.sentOff() : feed.isOrdered ? (numbers.at(-1) ?? 0) : 0;
  const heard = new Set(numbers);
  for (let number = firstOwed; number <= last; number += 1) {
    if (!heard.has(number)) return `${number} is missing of ${firstOwed} to ${last}`;
  }
  return undefined;
}

function disordered({ numbers, feed }: Heard): string | undefined {
  if (!feed.isOrdered) return undefined;
  const index = numbers.findIndex((number, at) => number < (numbers[at - 1] ?? 0));
  return index < 0 ? undefined : `${numbers[index - 1]} came before ${numbers[index]}`;
}
