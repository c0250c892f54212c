// A program of somebody else that uses the package's types. tests/pack/pack.test.mjs compiles it.
import { HandshakePlayground, type HandshakePlaygroundAttributes } from 'handshake-playground';
import create, { type Core } from 'handshake-playground/core';

const element = document.createElement('handshake-playground');
const same: HandshakePlayground = element;
const other = new HandshakePlayground();
const attributes: HandshakePlaygroundAttributes = { scenario: 'tls13', step: 'end', view: 'ladder', height: '400px' };
for (const [name, value] of Object.entries(attributes)) other.setAttribute(name, String(value));

element.addEventListener('ready', ({ detail: { last } }) => element.go(last));
element.addEventListener('step', ({ detail }) => console.log(`${detail.step} ${detail.title.toUpperCase()}`));
element.addEventListener('finished', ({ detail }) => console.log(detail.failed ? 'failed' : detail.last.toFixed()));
element.addEventListener('failed', function ({ detail }) {
  this.replaceWith(detail.message.trim());
});
element.addEventListener('click', (event) => console.log(event.clientX), { once: true });
element.addEventListener('other', (event: Event) => console.log(event.type));
element.addEventListener('ready', { handleEvent: ({ detail }) => console.log(detail.last) });

element.scenario = 'tls=1.2&group=x25519';
element.step += element.last;
same.play();
same.pause();
same.next();
same.back();
document.querySelector('handshake-playground')?.go(3);

// @ts-expect-error The last step is given by the run.
element.last = 3;
// @ts-expect-error A step is a number.
element.go('end');
// @ts-expect-error `ready` has no title.
element.addEventListener('ready', ({ detail }) => detail.title);
// @ts-expect-error There is no such view.
attributes.view = 'garden';

const core: Core = await create();
const { exit_code, out }: { exit_code: number; out: string } = core.command(['run']);
console.log(exit_code, out);
