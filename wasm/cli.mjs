#!/usr/bin/env node
// handshake-playground run|attack|list …: the `handshake` command without sockets, through WebAssembly in node.
// The same arguments give the same bytes as the native command.
import { readFile, writeFile } from 'node:fs/promises';
import { getSystemErrorMap } from 'node:util';
import create from '../build/wasm/core.js';

const [wasmBinary, moreBinary] = await Promise.all(
  ['core', 'core.more'].map((name) => readFile(new URL(`../build/wasm/${name}.wasm`, import.meta.url))),
);
const core = await create({ wasmBinary, moreBinary });
const args = process.argv.slice(2);

// What the native command says of a file: "No such file or directory".
function say(name, problem) {
  const reason = getSystemErrorMap().get(problem.errno)?.[1] ?? problem.message;
  process.stderr.write(`handshake: ${name}: ${reason[0].toUpperCase()}${reason.slice(1)}\n`);
}

const contents = [];
for (const name of core.commandFiles(args)) {
  try {
    contents.push(await readFile(name));
  } catch (problem) {
    say(name, problem);
    process.exit(2);
  }
}
const { exit_code, out, err, output_file, bytes } = core.commandWith(args, contents);
const output = bytes.length > 0 ? bytes : out;
process.exitCode = exit_code;
if (err) process.stderr.write(err);
if (output_file) {
  try {
    await writeFile(output_file, output);
  } catch (problem) {
    say(output_file, problem);
    process.exitCode = 2;
  }
} else {
  process.stdout.on('error', () => {}); // the reader went away
  process.stdout.write(output);
}
