// How high the page in a frame is, told to the page around it: in the forms that learning platforms listen for, and in
// one of our own (docs/embedding.md). A height is no secret, so anybody may hear it.

type Post = (message: unknown) => void;

/** announce tells a height in every form. */
export function announce(height: number, post: Post): void {
  post({ type: 'handshake-playground.height', height });
  post({ subject: 'lti.frameResize', height }); // Canvas
  post({ type: 'plugin.resize', payload: { height } }); // Open edX
  post({ context: 'h5p', action: 'resize', scrollHeight: height, clientHeight: height }); // H5P
  post(JSON.stringify({ action: 'resize', height })); // OpenLearning
}

/** answerTo gives what is said to a message of the page around; null: nothing. Only H5P asks, and only whether we are there. */
export function answerTo(message: unknown): unknown {
  if (typeof message !== 'object' || message === null) return null;
  const { context, action } = message as { context?: unknown; action?: unknown };
  if (context !== 'h5p') return null;
  return action === 'ready' || action === 'resizePrepared' ? { context: 'h5p', action: 'hello' } : null;
}

/** tellHeights tells the height of an element now and whenever it changes. */
export function tellHeights(element: Element): void {
  if (window.parent === window) return;
  const post: Post = (message) => window.parent.postMessage(message, '*');
  let last = 0;
  const tell = (again: boolean): void => {
    const height = Math.ceil(element.getBoundingClientRect().height);
    if (height === 0 || (height === last && !again)) return;
    last = height;
    announce(height, post);
  };
  new ResizeObserver(() => tell(false)).observe(element);
  // A frame of another site that is out of sight is not drawn, and observes nothing; its height is wanted all the same.
  setInterval(() => tell(false), 250);
  addEventListener('message', ({ source, data }) => {
    if (source !== window.parent) return;
    const answer = answerTo(data);
    if (answer === null) return;
    post(answer);
    tell(true);
  });
}
