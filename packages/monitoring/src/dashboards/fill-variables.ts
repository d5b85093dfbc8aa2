/** What the variables of a dashboard stand for, by name. `instance: '.*'` is what Grafana puts in for All. */
export type VariableValues = Readonly<Record<string, string>>;

/** A query names a variable that has no value. */
export class UnknownVariable extends Error {
  override readonly name = 'UnknownVariable';

  constructor(variable: string, text: string) {
    super(`Nothing says what $${variable} stands for in: ${text}`);
  }
}

/** `$app` and `${datasource}`. */
const VARIABLE = /\$(?:(\w+)|\{(\w+)\})/g;

/** The text with every variable replaced by its value, as Grafana does. Throws {@link UnknownVariable}. */
export function fillVariables(text: string, values: VariableValues): string {
  return text.replace(VARIABLE, (_, plain: string | undefined, braced: string | undefined) => {
    const name = plain ?? braced ?? '';
    const value = values[name];
    if (value === undefined) throw new UnknownVariable(name, text);
    return value;
  });
}

/** The variables that a text names. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, plain, braced]) => plain ?? braced ?? '');
}
