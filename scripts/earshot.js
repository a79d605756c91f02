#!/usr/bin/env node
// Starts the command line on the Node that this package brings along, whatever Node it is started with. Plain
// JavaScript for Node 20: it may be the only file of the package that an older Node reads.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR = 24;
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) {
  const source = new URL('../worker/entries/cli.ts', import.meta.url);
  const build = new URL('../dist/worker/entries/cli.js', import.meta.url);
  await import(existsSync(source) ? source.href : build.href);
} else {
  runOnOwnNode();
}

function runOnOwnNode() {
  const node = findOwnNode();
  if (node === null) {
    console.error(`earshot: Node ${NODE_MAJOR} is missing. Run "npm ci" in the folder of Earshot.`);
    process.exitCode = 1;
    return;
  }
  const script = fileURLToPath(import.meta.url);
  const child = spawn(node, [...process.execArgv, script, ...process.argv.slice(2)], {
    // The channel closes when this process is killed, which the child takes for Ctrl-C.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // The child decides what a signal means. One from a terminal reaches it twice, which it allows for.
  for (const signal of STOP_SIGNALS) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`earshot: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
      return;
    }
    for (const name of STOP_SIGNALS) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

/** The binary inside the `node` package; null if it is not installed. */
function findOwnNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const binary = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}
