import { connect } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { Message, Transport } from '../connection.ts';
import { MessageReader } from './message-reader.ts';

/** By the argument that chooses it; the value stands after `=` or is the next argument. */
const TRANSPORTS: Readonly<Record<string, (value: string) => Transport>> = {
  '--stdio': () => streams(process.stdin, process.stdout),
  '--node-ipc': () => parentProcess(),
  '--socket': (port) => socket(connect(Number(port))),
  '--pipe': (path) => socket(connect(path)),
};

/** How the client that started the server wants to speak with it: the conventions of the protocol. */
export function transport(args: readonly string[]): Transport {
  for (const [index, argument] of args.entries()) {
    const [name = '', value = args[index + 1] ?? ''] = argument.split('=', 2);
    const open = TRANSPORTS[name];
    if (open) return open(value);
  }
  throw new Error(`Say how to speak with the client: ${Object.keys(TRANSPORTS).join(', ')}.`);
}

function socket(both: Readable & Writable): Transport {
  return streams(both, both);
}

/** Each message with a header that says how long it is. */
function streams(input: Readable, output: Writable): Transport {
  return {
    defer: setImmediate,
    send(message) {
      const body = JSON.stringify(message);
      output.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    },
    listen(receive, closed) {
      const reader = new MessageReader(receive);
      input.on('data', (chunk: Buffer) => reader.push(chunk));
      input.on('close', closed);
      input.on('end', closed);
      output.on('error', closed);
    },
  };
}

function parentProcess(): Transport {
  return {
    defer: setImmediate,
    send: (message) => process.send?.(message),
    listen(receive, closed) {
      process.on('message', (message) => receive(message as Message));
      process.on('disconnect', closed);
    },
  };
}
