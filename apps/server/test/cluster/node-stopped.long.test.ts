import { setTimeout as last } from 'node:timers/promises';
import { eventually, ServerCluster } from '@shoal/testing';
import { usersOf } from './cluster-answers.js';
import { room } from './resident.js';
import { Residents } from './residents.js';

jest.setTimeout(120_000);

/** Milliseconds that the node stands still: longer than its lease. */
const pause = 15_000;

it('a node that stood still is taken out, and takes its part again when it goes on', async () => {
  await using cluster = await ServerCluster.start();
  const { nodes } = cluster;
  await using residents = await Residents.on(nodes);
  const leaver = await residents.enter(0, 'leaver');
  await residents.agree();
  residents.forgetChanges();
  const stopped = cluster.node(2);

  const isOver = last(pause);
  stopped.signal('SIGSTOP');
  await residents.publish('meanwhile', [0, 1]);
  await residents.enter(0, 'newcomer');
  await residents.leave(leaver);
  const others = ['newcomer', 'resident-0', 'resident-1'];
  for (const index of [0, 1]) {
    // A lease of 10 s, a look every second; and 8 s for a busy machine.
    await eventually(() => expect(residents.all[index]?.list).toEqual(others), { withinMs: 20_000 });
    expect(await usersOf(cluster.node(index), room)).toEqual(others);
  }
  await isOver;
  stopped.signal('SIGCONT');
  await residents.agree();
  await residents.publish('after');
  await residents.agree();
  for (const index of [0, 1]) {
    const told = residents.all[index]?.changes ?? [];
    expect(told.slice(0, 2).sort()).toEqual(['+newcomer', '-leaver']);
    expect(told.slice(2)).toEqual(['-resident-2', '+resident-2']);
  }
});
