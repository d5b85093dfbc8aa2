/** The element of the page with this id. @throws Error when the page has none of this class */
export function find<T extends Element>(id: string, type: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof type) return element;
  throw new Error(`The page has no ${type.name} "${id}"`);
}

interface Look {
  readonly text?: string;
  readonly className?: string;
}

/** A new element with text, which is never read as HTML. */
export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  { text = '', className = '' }: Look = {},
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
}

/** Calls `listener` instead of sending the form. */
export function onSubmit(form: HTMLFormElement, listener: () => void): void {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    listener();
  });
}
