import { outages, playOutage } from './play-outage.js';

jest.setTimeout(150_000);

it.each(outages)('Redis %s, for 8 s', async (_name, outage) => {
  await playOutage(outage, 8);
});
