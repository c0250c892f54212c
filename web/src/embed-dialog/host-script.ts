/** The script for the page around a frame. docs/embedding.md gives the same; tests/web/embed-dialog.test.mjs compares them. */
export const hostScript = `// handshake-host.js: gives every <iframe class="handshake"> the height that it asks for.
addEventListener('message', ({ source, data }) => {
  if (data?.type !== 'handshake-playground.height' || !(data.height > 0)) return;
  for (const frame of document.querySelectorAll('iframe.handshake'))
    if (frame.contentWindow === source) frame.style.height = \`\${Math.ceil(data.height)}px\`;
});`;
