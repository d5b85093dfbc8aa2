import { coloursOf } from './colours.js';

it('colours a legend by its name', () => {
  expect(coloursOf('Sent')).toEqual([['Sent', 'blue']]);
});

it('colours every value that a label in a legend may have', () => {
  expect(coloursOf('{{provider}}')).toEqual(expect.arrayContaining([['apns', 'blue']]));
  expect(coloursOf('{{state}}')).toEqual(
    expect.arrayContaining([
      ['waiting', 'orange'],
      ['failing', 'orange'],
    ]),
  );
});

it('leaves names of an installation to Grafana', () => {
  expect(coloursOf('{{instance}}')).toEqual([]);
});
