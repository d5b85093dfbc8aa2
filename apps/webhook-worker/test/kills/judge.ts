import type { Arrival } from '@shoal/testing';
import type { Expectation } from './ledger.js';

/** An event as far as it is judged. */
export type Fact = Pick<Arrival, 'id' | 'name' | 'channel' | 'version'>;

export interface Evidence {
  /** By channel. */
  readonly expectations: ReadonlyMap<string, Expectation>;
  /** What the channels of this endpoint begin with; '' for all. */
  readonly prefix: string;
  /** Everything that one endpoint has got or that became its dead letters. An id may come again. */
  readonly facts: readonly Fact[];
}

/**
 * Each visit that is certain has occupied and vacated its channel once, each possible one at most once, and there is
 * nothing else, unless one is excused: by different ids, and by turns in the order of their versions.
 *
 * @returns what is wrong, a line for each channel
 */
export function judgeVisits({ expectations, prefix, facts }: Evidence): string[] {
  const byChannel = groupByChannel(distinct(facts));
  const strange = [...byChannel.keys()].filter((channel) => !expectations.has(channel));
  const expected = [...expectations].filter(([channel]) => channel.startsWith(prefix));
  return [
    ...strange.map(
      (channel) => `${channel}: nobody was there, and there is ${print(byChannel.get(channel))}`,
    ),
    ...expected.flatMap(([channel, expectation]) =>
      judgeChannel(channel, expectation, byChannel.get(channel) ?? []),
    ),
  ];
}

/** Whoever drops what it has seen sees the events of a channel in their order. @returns what is wrong */
export function judgeOrder(arrivals: readonly Arrival[]): string[] {
  const latest = new Map<string, number>();
  return arrivals.flatMap(({ channel, version = 0, id }) => {
    const last = latest.get(channel) ?? 0;
    latest.set(channel, version);
    return version > last ? [] : [`${channel}: ${id} of version ${version} came after version ${last}`];
  });
}

function judgeChannel(channel: string, expectation: Expectation, facts: readonly Fact[]): string[] {
  const sorted = [...facts].sort((a, b) => (a.version ?? 0) - (b.version ?? 0));
  const isByTurns = sorted.every(
    ({ name }, index) => name === (index % 2 === 0 ? 'channel_occupied' : 'channel_vacated'),
  );
  const { certain, possible, excused } = expectation;
  const most = excused > 0 ? Number.POSITIVE_INFINITY : certain + possible;
  const pairs = sorted.length / 2;
  if (isByTurns && Number.isInteger(pairs) && pairs >= certain && pairs <= most) return [];
  return [`${channel}: ${JSON.stringify(expectation)} visits, and there is ${print(sorted)}`];
}

function groupByChannel(facts: Iterable<Fact>): Map<string, Fact[]> {
  const groups = new Map<string, Fact[]>();
  for (const fact of facts) {
    const group = groups.get(fact.channel) ?? [];
    group.push(fact);
    groups.set(fact.channel, group);
  }
  return groups;
}

function distinct(facts: readonly Fact[]): Iterable<Fact> {
  return new Map(facts.map((fact) => [fact.id, fact])).values();
}

function print(facts: readonly Fact[] = []): string {
  return facts.map(({ name, version, id }) => `${name} ${version} (${id})`).join(', ') || 'nothing';
}
