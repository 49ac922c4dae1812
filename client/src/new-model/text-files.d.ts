/** Specifications are bundled as their text. */
declare module '*.nnspec' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: this is how the bundler gives a file's text.
  export default text;
}
