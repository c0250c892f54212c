// Says what is wrong with lessons, one line for each thing, and ends with 1 when there is any.
//   npm run lesson:check -- FILE…
// It runs the core for every scenario that a lesson names (docs/lesson-format.md).
import { openChecker, readLesson } from './lesson-checker.mjs';
import { Failure, main, say } from './steps.mjs';

await main(async () => {
  const files = process.argv.slice(2);
  if (files.length === 0 || files.some((file) => file.startsWith('-')))
    throw new Failure('Usage: npm run lesson:check -- FILE…');
  const lessons = files.map((file) => [file, readLesson(file)]);
  const checker = await openChecker();
  try {
    for (const [file, lesson] of lessons) {
      const { lines, last, questions } = await checker.check(lesson);
      for (const line of lines) console.error(`${file}: ${line}`);
      if (lines.length > 0) process.exitCode = 1;
      else say(`${file}: nothing is wrong (screens: ${last}, questions: ${questions})`);
    }
  } finally {
    await checker.close();
  }
});
