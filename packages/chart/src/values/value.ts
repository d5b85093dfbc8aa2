/** A piece of JSON Schema (draft 7, which both Helm 3 and Helm 4 read). */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** One value of the chart: what it means, what it may be, and what it is when nobody says. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly doc: string;
  readonly schema: JsonSchema;
  readonly default: unknown;
}

/** Values that belong together. */
export interface Section {
  readonly kind: 'section';
  readonly doc: string;
  readonly children: Readonly<Record<string, ValueNode>>;
  /** What must hold between its values. */
  readonly constraints: readonly JsonSchema[];
  /** Lets through keys that are not named here. */
  readonly open: boolean;
  /** The section at the top that has nearly the same values, so that only what differs is explained. */
  readonly like: string | undefined;
}

export type ValueNode = Leaf | Section;

type SectionOptions = Partial<Pick<Section, 'constraints' | 'open' | 'like'>>;

export function section(
  doc: string,
  children: Readonly<Record<string, ValueNode>>,
  { constraints = [], open = false, like }: SectionOptions = {},
): Section {
  return { kind: 'section', doc, children, constraints, open, like };
}

export function leaf(doc: string, schema: JsonSchema, byDefault: unknown): Leaf {
  return { kind: 'leaf', doc, schema, default: byDefault };
}

export function text(doc: string, byDefault = '', rules: JsonSchema = {}): Leaf {
  return leaf(doc, { type: 'string', ...rules }, byDefault);
}

export function flag(doc: string, byDefault: boolean): Leaf {
  return leaf(doc, { type: 'boolean' }, byDefault);
}

export function wholeNumber(doc: string, byDefault: number, rules: JsonSchema = { minimum: 0 }): Leaf {
  return leaf(doc, { type: 'integer', ...rules }, byDefault);
}

/** A whole number, or null for none. */
export function wholeNumberOrNone(doc: string, byDefault: number | null, rules: JsonSchema = {}): Leaf {
  return leaf(doc, { type: ['integer', 'null'], minimum: 1, ...rules }, byDefault);
}

export function choice(doc: string, byDefault: string, options: readonly string[]): Leaf {
  return leaf(doc, { type: 'string', enum: options }, byDefault);
}

/** Names and texts: labels, annotations, environment variables. */
export function texts(doc: string, byDefault: Readonly<Record<string, string>> = {}): Leaf {
  return leaf(doc, { type: 'object', additionalProperties: { type: 'string' } }, byDefault);
}

export function list(doc: string, items: JsonSchema, byDefault: readonly unknown[] = []): Leaf {
  return leaf(doc, { type: 'array', items }, byDefault);
}

/** An object of Kubernetes, taken over as it is. */
export function kubernetesObject(doc: string, byDefault: object = {}): Leaf {
  return leaf(doc, { type: 'object' }, byDefault);
}

/** A list of objects of Kubernetes, taken over as it is. */
export function kubernetesList(doc: string): Leaf {
  return list(doc, { type: 'object' });
}

export function when(condition: JsonSchema, consequence: JsonSchema): JsonSchema {
  // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
  return { if: condition, then: consequence };
}
