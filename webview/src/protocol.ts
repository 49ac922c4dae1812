/**
 * Everything that the three parts of the training panel say to each other:
 *
 *     extension host  ⇄  page (webview)  ⇄  workers (the engine)
 *
 * This is the only thing they share about each other.
 */
export type * from './messages/contents.ts';
export * from './messages/host-messages.ts';
export * from './messages/join-bytes.ts';
export * from './messages/message-handler.ts';
export * from './messages/worker-messages.ts';
