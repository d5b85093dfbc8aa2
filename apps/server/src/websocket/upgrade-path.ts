/**
 * The app key in `<prefix>/app/<key>`; a slash at the end counts for nothing.
 *
 * @param prefix without a slash at the end, empty for none
 */
export function appKeyOf(path: string, prefix: string): string | undefined {
  const root = `${prefix}/app/`;
  if (!path.startsWith(root)) return undefined;
  const key = path.slice(root.length).replace(/\/$/, '');
  if (key === '' || key.includes('/')) return undefined;
  try {
    return decodeURIComponent(key);
  } catch {
    // A malformed escape cannot be anybody's key.
    return undefined;
  }
}
