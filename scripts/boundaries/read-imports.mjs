import { parseSync } from '@swc/core';

/**
 * Every import of a TypeScript source: static, re-exported, dynamic, `import('x').T` and `require('x')`.
 *
 * @returns {{ specifier: string, typeOnly: boolean, line: number }[]} `typeOnly` when nothing of it is left
 *   after compilation
 */
export function readImports(source) {
  const found = [];
  visit(parseSync(source, { syntax: 'typescript', explicitResourceManagement: true }), found);
  return found.map((entry) => ({ ...entry, line: lineOf(source, entry.specifier) }));
}

function visit(node, found) {
  if (node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const item of node) visit(item, found);
    return;
  }
  const entry = importOf(node);
  if (entry !== undefined) found.push(entry);
  for (const value of Object.values(node)) visit(value, found);
}

function importOf(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.source ? { specifier: node.source.value, typeOnly: node.typeOnly === true } : undefined;
    case 'TsImportType':
      return { specifier: node.argument.value, typeOnly: true };
    case 'TsExternalModuleReference':
      return { specifier: node.expression.value, typeOnly: false };
    case 'CallExpression':
      return callImport(node);
    default:
      return undefined;
  }
}

function callImport({ callee, arguments: [first] }) {
  const loads = callee.type === 'Import' || (callee.type === 'Identifier' && callee.value === 'require');
  if (!loads || first?.expression.type !== 'StringLiteral') return undefined;
  return { specifier: first.expression.value, typeOnly: false };
}

function lineOf(source, specifier) {
  const at = Math.max(source.indexOf(`'${specifier}'`), source.indexOf(`"${specifier}"`), 0);
  return source.slice(0, at).split('\n').length;
}
