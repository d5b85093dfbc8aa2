const PIECE =
  /<(?<end>\/)?(?<name>[A-Za-z]+)(?<attributes>(?:\s+[A-Za-z]+="[^"<]*")*)\s*(?<empty>\/)?>|(?<text>[^<]+)/gy;
const STRAY_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d+);)/;

type Piece = RegExpMatchArray;

/** Whether a text is one XML element of that name, as far as notifications need XML: no comments, no declarations. */
export function isWellFormed(xml: string, root: string): boolean {
  const pieces = [...xml.matchAll(PIECE)];
  const isWhole = pieces.map(([piece]) => piece).join('') === xml;
  const [first, ...rest] = pieces;
  if (first === undefined || !isWhole || STRAY_AMPERSAND.test(xml)) return false;
  if (first.groups?.name !== root || first.groups.end !== undefined) return false;
  const open = first.groups.empty === undefined ? [root] : [];
  return rest.every((piece) => open.length > 0 && follow(piece, open)) && open.length === 0;
}

/** @returns false when it ends an element that is not the innermost */
function follow({ groups = {} }: Piece, open: string[]): boolean {
  const { name, end, empty } = groups;
  if (name === undefined) return true;
  if (end !== undefined) return open.pop() === name;
  if (empty === undefined) open.push(name);
  return true;
}
