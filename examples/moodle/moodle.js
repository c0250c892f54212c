// What Moodle does with the frame of an embedded file: as wide as the content, never under 500 px, and as high as the window
// leaves it, never under 400 px.
const frame = document.querySelector('#resourceobject');
const content = document.querySelector('#maincontent');

function maximise() {
  frame.style.width = `${Math.max(500, content.clientWidth - 35)}px`;
  frame.style.height = `${Math.max(400, innerHeight - document.querySelector('#page-header').offsetHeight)}px`;
}
addEventListener('resize', maximise);
maximise();
