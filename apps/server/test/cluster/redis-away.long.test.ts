import { setTimeout as last } from 'node:timers/promises';
import { ServerCluster } from '@shoal/testing';
import { allBecome, degraded } from './cluster-answers.js';
import { Residents } from './residents.js';

jest.setTimeout(240_000);

/** Milliseconds that Redis is away: longer than every lease. */
const outage = 15_000;

/** Who left while everything was lost is missed after 12 s; and a busy machine has its share. */
const settled = 40_000;

it.each(['stands still', 'is killed and comes back empty'])(
  'Redis %s for longer than a lease: only who left meanwhile is told to have gone',
  async (what) => {
    await using cluster = await ServerCluster.start();
    const { nodes, redis } = cluster;
    const isKilled = what.startsWith('is killed');
    await using residents = await Residents.on(nodes);
    const leaver = await residents.enter(1, 'leaver');
    await residents.agree();
    residents.forgetChanges();

    const isOver = last(outage);
    if (isKilled) await redis.server.kill();
    else redis.server.pause();
    await allBecome(nodes, degraded, { withinMs: 5_000 });
    await residents.publish('meanwhile');
    await residents.leave(leaver);
    await isOver;
    if (isKilled) await redis.server.restart();
    else redis.server.resume();

    await residents.agree(settled);
    // Long after the outage somebody comes and goes: by then a node that swept the living would have done it.
    await last(outage);
    await residents.leave(await residents.enter(0, 'late'));
    await residents.publish('after');
    await residents.agree();
    const told = residents.all.map(({ changes }) => changes);
    expect(told).toEqual(nodes.map(() => ['-leaver', '+late', '-late']));
  },
);
