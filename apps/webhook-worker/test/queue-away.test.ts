import { outages, playOutage } from './play-outage.js';

jest.setTimeout(150_000);

// Side by side: each of them waits most of its time.
it.concurrent.each(outages)('Redis %s, for 8 s', async (_name, outage) => {
  await playOutage(outage, 8);
});
