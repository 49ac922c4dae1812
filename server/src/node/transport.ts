import {
  createServerPipeTransport,
  createServerSocketTransport,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

type Transport = [MessageReader, MessageWriter];

/** By the argument that chooses it; the value stands after `=` or is the next argument. */
const TRANSPORTS: Readonly<Record<string, (value: string) => Transport>> = {
  '--node-ipc': () => [new IPCMessageReader(process), new IPCMessageWriter(process)],
  '--stdio': () => [
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout),
  ],
  '--socket': (port) => createServerSocketTransport(Number(port)),
  '--pipe': (name) => createServerPipeTransport(name),
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
