// Writes custom-elements.json, the manifest that editors and catalogues read, from web/element.d.ts and the colours.
//   npm run manifest
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { Failure, main, root, say } from './steps.mjs';

export const file = path.join(root, 'custom-elements.json');
const types = 'web/element.d.ts';
const tokens = 'web/src/styles/tokens.ts';
const ladderHeight = ['--handshake-ladder-height', '560px'];

// In the element, playground.ts holds what handshake-playground.ts draws; for others there is one class.
const own = 'HandshakePlayground';

/** customProperties gives the custom properties that a page can set, with what they are in the light. */
export function customProperties(text = readFileSync(path.join(root, tokens), 'utf8')) {
  const light = text.slice(0, text.indexOf("[data-theme='dark']"));
  return [ladderHeight, ...[...light.matchAll(/^\s*(--[\w-]+): (.+);$/gm)].map(([, name, value]) => [name, value])];
}

/** manifest gives the whole manifest. Each word of it stands in web/element.d.ts. */
export function manifest(text = readFileSync(path.join(root, types), 'utf8')) {
  const source = ts.createSourceFile(types, text, ts.ScriptTarget.Latest, true);
  const interfaceOf = (name) => {
    const found = source.statements.find((s) => ts.isInterfaceDeclaration(s) && s.name.text === name);
    if (!found) throw new Failure(`${types}: the interface ${name} is missing.`);
    return found;
  };
  const describe = (node, name) => {
    const [doc] = node.jsDoc ?? [];
    if (!doc?.comment) throw new Failure(`${types}: ${name} has no comment.`);
    return ts.getTextOfJSDocComment(doc.comment).trim();
  };
  const membersOf = (name) =>
    interfaceOf(name)
      // What can be set has its words where it is read.
      .members.filter((node) => !ts.isSetAccessorDeclaration(node))
      .map((node) => ({
        node,
        name: node.name.text,
        description: describe(node, `${name}.${node.name.text}`),
        type: { text: node.type.getText().replace(/\s+/g, ' ') },
      }));
  const tagged = (tag) =>
    (interfaceOf(own).jsDoc[0].tags ?? [])
      .filter(({ tagName }) => tagName.text === tag)
      .map(({ comment }) => {
        const [, name, description] = /^(\S+) - (.+)$/.exec(ts.getTextOfJSDocComment(comment)) ?? [];
        if (!name) throw new Failure(`${types}: @${tag} must say "NAME - what it is".`);
        return { name, description };
      });
  const defaults = new Map(customProperties());

  const members = membersOf('HandshakePlaygroundMembers').map(({ node, name, description, type }) => {
    if (!ts.isMethodSignature(node))
      return { kind: 'field', name, type, description, ...(isReadonly(node) && { readonly: true }) };
    const parameters = node.parameters.map((p) => ({ name: p.name.text, type: { text: p.type.getText() } }));
    return { kind: 'method', name, description, ...(parameters.length && { parameters }), return: { type } };
  });
  const declaration = {
    kind: 'class',
    name: own,
    tagName: 'handshake-playground',
    customElement: true,
    superclass: { name: 'HTMLElement' },
    description: describe(interfaceOf(own), own),
    attributes: membersOf('HandshakePlaygroundAttributes').map(({ name, description, type }) => ({
      name,
      type,
      description,
    })),
    members,
    events: membersOf('HandshakePlaygroundEvents').map(({ name, description, type }) => ({
      name,
      type: { text: `CustomEvent<${type.text.replaceAll('readonly ', '')}>` },
      description,
    })),
    cssProperties: tagged('cssprop').map(({ name, description }) => ({
      name,
      default: defaults.get(name),
      description,
    })),
    cssParts: tagged('csspart'),
  };
  const script = 'dist/handshake-playground.js';
  const there = { name: own, module: script };
  return {
    schemaVersion: '2.1.0',
    modules: [
      {
        kind: 'javascript-module',
        path: script,
        declarations: [declaration],
        exports: [
          { kind: 'js', name: own, declaration: there },
          { kind: 'custom-element-definition', name: 'handshake-playground', declaration: there },
        ],
      },
    ],
  };
}

const isReadonly = (node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ReadonlyKeyword);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    writeFileSync(file, `${JSON.stringify(manifest(), null, 2)}\n`);
    say(`Written: ${path.relative(root, file)}`);
  });
}
