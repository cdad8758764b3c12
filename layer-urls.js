import { dirname, relative, resolve } from 'node:path';

/**
 * A rule of ESLint for what names a file without importing it: `new URL('path', import.meta.url)`, by which workers are
 * started, and `import.meta.glob('path')`. Files of a layer name those of the layers alone that they may import from.
 * Whatever is of no layer, such as a model or a document, may be named.
 *
 * @param {Readonly<Record<string, readonly string[]>>} layers
 * @param {readonly string[]} apart
 * @returns {import('eslint').Rule.RuleModule}
 */
export function layerUrls(layers, apart) {
  const names = Object.keys(layers).sort((a, b) => b.length - a.length);
  /** @param {string} path @param {string} folder */
  const isIn = (path, folder) => path === folder || path.startsWith(`${folder}/`);
  /** @param {string} path */
  const layerOf = (path) =>
    names.find((name) => isIn(path, name)) ?? names.find((name) => isIn(name, path) && path !== '');
  return {
    meta: { type: 'problem', schema: [], messages: { layer: '{{message}}' } },
    create(context) {
      const file = relative(context.cwd, context.filename).replaceAll('\\', '/');
      const own = layerOf(file);
      if (own === undefined) return {};
      const may = [own, ...layers[own]];
      /** @param {import('estree').Node | null | undefined} node */
      const check = (node) => {
        if (node?.type === 'ArrayExpression') node.elements.forEach(check);
        if (node?.type !== 'Literal' || typeof node.value !== 'string') return;
        const [path] = /** @type {[string]} */ (node.value.replace(/^!/, '').split(/[?*{]/));
        if (!/^\.{0,2}\//.test(path) && /^[a-z]+:/.test(path)) return;
        const target = path.startsWith('/')
          ? path.slice(1)
          : relative(context.cwd, resolve(context.cwd, dirname(file), path)).replaceAll('\\', '/');
        const other = layerOf(target.replace(/\/$/, ''));
        if (other === undefined) return;
        const isAllowed =
          may.some((name) => isIn(other, name)) && (!apart.includes(other) || may.includes(other));
        if (isAllowed) return;
        context.report({
          node,
          messageId: 'layer',
          data: { message: `${own} may name files of ${may.join(', ')} alone (layers.js).` },
        });
      };
      return {
        'NewExpression[callee.name="URL"][arguments.1.property.name="url"][arguments.1.object.type="MetaProperty"]'(
          /** @type {import('estree').NewExpression} */ node,
        ) {
          check(node.arguments[0]);
        },
        'CallExpression[callee.property.name="glob"][callee.object.type="MetaProperty"]'(
          /** @type {import('estree').CallExpression} */ node,
        ) {
          check(node.arguments[0]);
        },
      };
    },
  };
}
