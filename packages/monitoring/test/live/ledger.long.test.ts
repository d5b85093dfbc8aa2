import { playLedger } from './play-ledger.js';

jest.setTimeout(900_000);

it('every number equals the ledger of the load, for minutes, and after a server was killed', async () => {
  expect(await playLedger({ rests: 20, rounds: 30 })).toBeGreaterThan(500);
});
