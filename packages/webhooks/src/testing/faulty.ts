import { QueueAwayError } from '@shoal/queue';

/** An object whose methods, those that are named, reject as if Redis were away, as long as the test wants it. */
export class Faulty<Part extends object> {
  isAway = false;
  readonly part: Part;
  /** As it is without faults. */
  readonly target: Part;

  constructor(part: Part, methods: readonly (keyof Part & string)[]) {
    this.target = part;
    this.part = new Proxy(part, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (this.isAway && methods.some((method) => method === name)) {
            return Promise.reject(new QueueAwayError('away'));
          }
          return Reflect.apply(value, target, args);
        };
      },
    });
  }
}
