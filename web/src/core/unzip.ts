// gzip, opened by the browser itself.

/** inflate opens gzip. */
export const inflate = (packed: BlobPart): Promise<ArrayBuffer> =>
  new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();

/** unzip gives the text in a file of gzip. Some servers send such a file as coded content, and the browser has opened it. */
export async function unzip(file: Uint8Array<ArrayBuffer>): Promise<string> {
  const isGzip = file[0] === 0x1f && file[1] === 0x8b;
  return new TextDecoder().decode(isGzip ? await inflate(file) : file);
}
