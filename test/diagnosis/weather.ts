import { type Recording, readRecording } from '../../lab/providers/recording.ts';

/** The recording, but one of its operations is denied. */
export function denied(recording: string, operation: string): Recording {
  const recorded = readRecording(`events/providers/${recording}.json`);
  const body = { __type: 'AccessDeniedException', message: `User is not authorized to perform: ${operation}` };
  const calls = recorded.calls.map((call) => (call.operation === operation ? { ...call, status: 400, body } : call));
  return { ...recorded, calls };
}

/** The recording, but CodePipeline reports the action differently. */
export function recordingWith(recording: string, action: Partial<Recording['action']>): Recording {
  const recorded = readRecording(`events/providers/${recording}.json`);
  return { ...recorded, action: { ...recorded.action, ...action } };
}
