import { outages, playOutage } from './play-outage.js';

jest.setTimeout(240_000);

// Longer than every lease: those of nodes (10 s) and those of jobs (20 s).
it.each(outages)('Redis %s, for 30 s', async (_name, outage) => {
  await playOutage(outage, 30);
});
