import type { Family } from '../family.ts';

/** Next.js and Create React App print the file first and the reason below it. */
export const nextjs: Family = {
  id: 'nextjs',
  marks: /^Failed to compile\.$|\bCreating an optimized production build\b/m,
  title: [/^Failed to compile\.$/],
  titleSkips: /^\.{1,2}\/\S+$/,
  passesOn: [/^> Build failed because of \w+ errors/, /^Next\.js build worker exited with code/],
};
