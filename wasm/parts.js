/* global Module, WebAssembly, abort, fetch, readyPromiseReject, wasmBinaryFile */
// The core comes in two parts, so that a page can start with the first: core.wasm has what every page needs, and
// core.more.wasm the rest (split.mjs says what). more(bytes) adds it; create({ wasmBinary, moreBinary }) has both at once.
let firstPart;

async function addSecondPart(bytes) {
  await WebAssembly.instantiate(bytes, { primary: firstPart });
}

Module['more'] = async function (bytes) {
  await addSecondPart(bytes);
  Module['moreIsThere']();
};

Module['instantiateWasm'] = function (imports, receive) {
  // What was cut out of the first part calls these until the second is there. Nobody does: command() looks first.
  const placeholder = new Proxy({}, { get: () => () => abort('core.more.wasm is not there') });
  const bytes =
    Module['wasmBinary'] || fetch(wasmBinaryFile, { credentials: 'same-origin' }).then((r) => r.arrayBuffer());
  Promise.resolve(bytes)
    .then((wasm) => WebAssembly.instantiate(wasm, Object.assign({ placeholder }, imports)))
    .then(async ({ instance, module }) => {
      firstPart = instance.exports;
      const more = Module['moreBinary'];
      if (more) await addSecondPart(more);
      receive(instance, module);
      if (more) Module['moreIsThere']();
    })
    .catch(readyPromiseReject);
  return {};
};
