import type { Family } from '../family.ts';

/** Spring Boot prints the reason below a title, after a banner that only says that the start failed. */
export const spring: Family = {
  id: 'spring',
  marks: /^APPLICATION FAILED TO START$/m,
  title: [/^Description:$/],
  passesOn: [/^APPLICATION FAILED TO START$/, /\bLoggingFailureAnalysisReporter\b/],
};
