import type { ChannelStoreSubject } from './channel-store-subject.js';
import { describeGrace } from './grace.js';
import { describeHistory } from './history.js';
import { describeMemberLists } from './member-lists.js';
import { describeOccupancy } from './occupancy.js';
import { describeOutage } from './outage.js';
import { describeQueries } from './queries.js';

/** Declares what every ChannelStore promises. The title says which promises the subject cannot be held to. */
export function describeChannelStore(subject: ChannelStoreSubject): void {
  const { name, nodes, canBeAway } = subject;
  const limits = [
    ...(nodes === 'one' ? ['ONE NODE ONLY: nothing over several nodes is declared'] : []),
    ...(canBeAway ? [] : ['NEVER AWAY: nothing about outages is declared']),
  ];
  describe(`${name} as a ChannelStore${limits.map((limit) => ` [${limit}]`).join('')}`, () => {
    describe('occupancy', () => describeOccupancy(subject));
    describe('member lists', () => describeMemberLists(subject));
    describe('histories', () => describeHistory(subject));
    describe('grace', () => describeGrace(subject));
    describe('queries', () => describeQueries(subject));
    if (canBeAway) describe('outages', () => describeOutage(subject));
  });
}
