/** The tests that wait for real time, and the reasons. All others use their own clock: a lab in virtual time, a rig, or
 *  a `now` that they pass. No limit is so short that a busy machine can reach it. */
export const inRealTime: Record<string, string> = {
  'test/cli/doctor.test.ts':
    'a service that never answers is given up by a real time-out; dynalite deletes a table in its own time',
  'test/diagnosis/providers/codebuild.test.ts':
    'a provider that never answers is given up after 300 ms by a real timer',
  'test/diagnosis/providers/commands.test.ts': 'a provider that never answers is given up after 300 ms by a real timer',
  'test/diagnosis/trouble.ts': 'a provider that never answers is given up after 300 ms by a real timer',
  'test/lab/codepipeline/api.test.ts': 'a request that hangs is seen at the server a moment after it was sent',
  'test/lab/press.test.ts':
    'a button that is not there is looked for during 50 ms; nothing is pressed before it appears',
  'test/lab/page/browser.test.ts': 'a browser draws in real time, and its lab runs at speed 20',
  'test/flows/override-condition.test.ts': 'none: the worker is killed while its request hangs, in virtual time',
  'test/flows/retry.test.ts': 'none: the worker is killed while its request hangs, in virtual time',
  'test/effects/read-ssm-calendar.test.ts': 'an SSM that never answers is given up by the time-out of the real client',
  'test/codepipeline/read/event.test.ts':
    'a CodePipeline that never answers is given up by the time-out of the real client',
  'test/codepipeline/spokes.ts': 'an STS that never answers is given up by the time-out of the real client',
  'test/codepipeline/accounts.test.ts': 'an STS that never answers is given up by the time-out of the real client',
};
