/** A place in the configuration, in camelCase; numbers stand for places in a list, `*` for any. */
export type SettingPath = readonly (string | number)[];

/** `max_requests`, `MaxRequests` and `maxRequests` all become `maxRequests`. */
export function camelCaseKey(key: string): string {
  const joined = key.replace(/_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return joined.slice(0, 1).toLowerCase() + joined.slice(1);
}

/** `maxRequests` becomes `max_requests`. Names that are no keys of ours (`X-Own`, of a header) stay as they are. */
export function snakeCaseKey(key: string): string {
  return !/^[a-z]\w*$/.test(key) ? key : key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The key as people write it: `app_manager.array.apps[0].id`. */
export function keyOf(path: SettingPath): string {
  return path.reduce<string>((key, part) => {
    if (typeof part === 'number') return `${key}[${part}]`;
    if (part === '*') return `${key}[]`;
    return key === '' ? snakeCaseKey(part) : `${key}.${snakeCaseKey(part)}`;
  }, '');
}
