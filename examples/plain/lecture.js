// Two elements that go together, and a line that says where they are. This is all a page needs.
const ladder = document.querySelector('#ladder');
const keys = document.querySelector('#keys');
const where = document.querySelector('#where');

ladder.addEventListener('step', ({ detail }) => {
  where.textContent = `Step ${detail.step} of ${detail.last}: ${detail.title}`;
  keys.go(detail.step);
});
keys.addEventListener('ready', () => keys.go(ladder.step));
ladder.addEventListener('failed', ({ detail }) => {
  where.textContent = detail.message;
});
document.querySelector('#to-discard').addEventListener('click', () => ladder.go(ladder.last));
