/** A setting of a plugin: a word, a text, a number, a list or pairs. */
export type SettingValue =
  | string
  | number
  | boolean
  | readonly SettingValue[]
  | { readonly [key: string]: SettingValue };

export interface Plugin {
  readonly kind: 'plugin';
  readonly name: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
}

/** `if <field> == "<value>" { … }`, or with the field alone. */
export interface Condition {
  readonly kind: 'condition';
  readonly field: string;
  /** Absent: the field must be there. */
  readonly equals: string | undefined;
  readonly body: readonly Statement[];
}

export type Statement = Plugin | Condition;

export interface LogstashConfig {
  readonly input: readonly Statement[];
  readonly filter: readonly Statement[];
  readonly output: readonly Statement[];
}

/** Comments, texts, `=>`, `==`, brackets that are a field reference (`[a][b]`) or a list, numbers, words. */
const TOKEN = /\s+|#[^\n]*|("(?:[^"\\]|\\.)*"|=>|==|(?:\[[\w@.]+\])+|[{}[\],]|-?\d+(?:\.\d+)?|\w+)/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.length; ) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (found === null) throw new SyntaxError(`Not Logstash's language: ${text.slice(at, at + 40)}`);
    if (found[1] !== undefined) tokens.push(found[1]);
  }
  return tokens;
}

/** Reads as much of Logstash's language as the shipped file needs. @throws SyntaxError for everything else */
export function parseLogstashConfig(text: string): LogstashConfig {
  const tokens = tokensOf(text);
  const config = { input: parseNone(), filter: parseNone(), output: parseNone() };
  while (tokens.length > 0) {
    const section = tokens.shift();
    if (section !== 'input' && section !== 'filter' && section !== 'output') {
      throw new SyntaxError(`No section of Logstash: ${section}`);
    }
    config[section] = [...config[section], ...parseBlock(tokens)];
  }
  return config;
}

function parseNone(): readonly Statement[] {
  return [];
}

function parseBlock(tokens: string[]): Statement[] {
  expectToken(tokens, '{');
  const statements: Statement[] = [];
  while (tokens[0] !== '}') {
    statements.push(tokens[0] === 'if' ? parseCondition(tokens) : parsePlugin(tokens));
  }
  tokens.shift();
  return statements;
}

function parseCondition(tokens: string[]): Condition {
  tokens.shift();
  const field = tokens.shift() ?? '';
  if (!field.startsWith('[')) throw new SyntaxError(`No field: ${field}`);
  let equals: string | undefined;
  if (tokens[0] === '==') {
    tokens.shift();
    equals = String(parseValue(tokens));
  }
  return { kind: 'condition', field, equals, body: parseBlock(tokens) };
}

function parsePlugin(tokens: string[]): Plugin {
  const name = tokens.shift() ?? '';
  if (!/^[a-z_]+$/.test(name)) throw new SyntaxError(`No name of a plugin: ${name}`);
  return { kind: 'plugin', name, settings: parsePairs(tokens) };
}

function parsePairs(tokens: string[]): Record<string, SettingValue> {
  expectToken(tokens, '{');
  const pairs: Record<string, SettingValue> = {};
  while (tokens[0] !== '}') {
    const key = String(parseValue(tokens));
    if (Object.hasOwn(pairs, key)) throw new SyntaxError(`Set twice: ${key}`);
    expectToken(tokens, '=>');
    pairs[key] = parseValue(tokens);
  }
  tokens.shift();
  return pairs;
}

function parseValue(tokens: string[]): SettingValue {
  if (tokens[0] === '{') return parsePairs(tokens);
  const token = tokens.shift() ?? '';
  if (token.startsWith('"')) return token.slice(1, -1).replace(/\\(.)/g, '$1');
  if (token === '[') return parseList(tokens);
  if (/^-?\d/.test(token)) return Number(token);
  if (!/^\w+$/.test(token)) throw new SyntaxError(`No value: ${token}`);
  return token === 'true' || token === 'false' ? token === 'true' : token;
}

function parseList(tokens: string[]): SettingValue[] {
  const values: SettingValue[] = [];
  while (tokens[0] !== ']') {
    values.push(parseValue(tokens));
    if (tokens[0] === ',') tokens.shift();
    else if (tokens[0] !== ']') throw new SyntaxError(`No end of a list: ${tokens[0]}`);
  }
  tokens.shift();
  return values;
}

function expectToken(tokens: string[], expected: string): void {
  const token = tokens.shift();
  if (token !== expected) throw new SyntaxError(`Expected ${expected}, found ${token ?? 'the end'}`);
}
