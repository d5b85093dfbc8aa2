import type { NumberDefinition } from '../catalogue/metric-definition.js';
import { NumberFamily } from './number-family.js';

const definition: NumberDefinition = {
  type: 'counter',
  help: 'For this test.',
  seed: 'ours',
  labels: {
    app_id: { boundedBy: 'the test' },
    colour: { values: ['red', 'green'] },
    code: { known: ['1', '2', '3'], expected: ['1', '2'], describedAs: 'three codes' },
  },
  happens: ({ colour, code }) => !(colour === 'green' && code === '2'),
};

function createFamily(maxSeries: number) {
  const folded: number[] = [];
  const family = new NumberFamily(definition, { name: 'x', maxSeries, onFolded: () => folded.push(1) });
  return {
    family,
    folded,
    values: () =>
      [...family.samples()].map(({ sharedLabels, value }) => [...Object.values(sharedLabels), value]),
  };
}

describe('MetricFamily', () => {
  it('declares what can happen with the given values, at 0', () => {
    const { family, values } = createFamily(100);
    family.declare({ app_id: 'a' });
    expect(values()).toEqual([
      ['a', 'red', '1', 0],
      ['a', 'red', '2', 0],
      ['a', 'green', '1', 0],
    ]);
  });

  it('declares nothing while an open label is not given', () => {
    const { family, values } = createFamily(100);
    family.declare({ colour: 'red' });
    expect(values()).toEqual([]);
  });

  it('keeps a number when its series is declared again', () => {
    const { family, values } = createFamily(100);
    family.add({ app_id: 'a', colour: 'red', code: '1' }, 7);
    family.declare({ app_id: 'a' });
    expect(values()).toContainEqual(['a', 'red', '1', 7]);
  });

  it('reports values that are in no list as other, in one series', () => {
    const { family, values } = createFamily(100);
    for (const code of ['1', '3', '4', '5', 'DROP TABLE', '"\n'])
      family.add({ app_id: 'a', colour: 'red', code });
    expect(values()).toEqual([
      ['a', 'red', '1', 1],
      ['a', 'red', '3', 1],
      ['a', 'red', 'other', 4],
    ]);
    expect(family.has({ app_id: 'a', colour: 'red', code: '99' })).toBe(true);
    expect(family.has({ app_id: 'b', colour: 'red', code: '99' })).toBe(false);
  });

  it('folds label sets beyond its budget, counts each once, and loses no number', () => {
    const { family, folded, values } = createFamily(2);
    for (const app_id of ['a', 'b', 'c', 'd', 'c', 'a']) family.add({ app_id, colour: 'red', code: '1' });
    family.add({ app_id: 'c', colour: 'green', code: '1' });
    expect(values()).toEqual([
      ['a', 'red', '1', 2],
      ['b', 'red', '1', 1],
      ['__overflow__', 'red', '1', 3],
      ['__overflow__', 'green', '1', 1],
    ]);
    expect(folded).toHaveLength(3);
  });
});
