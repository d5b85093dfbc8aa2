import { fillVariables, UnknownVariable, variablesIn } from './fill-variables.js';

const text = `rate(a{app_id=~"$app", x="\${instance}"}[$__rate_interval])`;

it('puts values in for variables in both spellings', () => {
  expect(fillVariables(text, { app: 'a|b', instance: '.*', __rate_interval: '4s' })).toBe(
    'rate(a{app_id=~"a|b", x=".*"}[4s])',
  );
});

it('names the variables of a text', () => {
  expect(variablesIn(text)).toEqual(['app', 'instance', '__rate_interval']);
});

it('refuses a variable without a value', () => {
  expect(() => fillVariables(text, { app: 'a', instance: 'b' })).toThrow(UnknownVariable);
});
