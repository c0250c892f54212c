#!/usr/bin/env node
// handshake-playground run|list …: the `handshake` command without sockets, through WebAssembly in node.
// The same arguments give the same bytes as the native command.
import { readFile, writeFile } from 'node:fs/promises';
import { getSystemErrorMap } from 'node:util';
import create from '../build/wasm/core.js';

const wasmBinary = await readFile(new URL('../build/wasm/core.wasm', import.meta.url));
const core = await create({ wasmBinary });
const { exit_code, out, err, output_file, bytes } = core.command(process.argv.slice(2));
const output = bytes.length > 0 ? bytes : out;
process.exitCode = exit_code;
if (err) process.stderr.write(err);
if (output_file) {
  try {
    await writeFile(output_file, output);
  } catch (problem) {
    // As the native command says it: "No such file or directory".
    const reason = getSystemErrorMap().get(problem.errno)?.[1] ?? problem.message;
    process.stderr.write(`handshake: ${output_file}: ${reason[0].toUpperCase()}${reason.slice(1)}\n`);
    process.exitCode = 2;
  }
} else {
  process.stdout.on('error', () => {}); // the reader went away
  process.stdout.write(output);
}
