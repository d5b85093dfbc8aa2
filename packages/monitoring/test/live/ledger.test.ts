import { playLedger } from './play-ledger.js';

jest.setTimeout(180_000);

it('every number equals the ledger of the load, at every scrape, and after a server was killed', async () => {
  expect(await playLedger({ rests: 2, rounds: 6 })).toBeGreaterThan(20);
});
