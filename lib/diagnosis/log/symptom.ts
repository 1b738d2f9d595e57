/** Messages that a provider gives for every failure, whatever its cause. A reason from the log replaces them. */
const SYMPTOMS = [
  /^Build terminated with state: \w+\.?$/,
  /^Deployment \S+ failed\.?$/,
  /^Script at specified location: .* failed with exit code \d+$/,
  /^Failed to deploy application\.?$/,
  /\bCommand failed on instance\b.*\bReturn code: \d+ Output: (?:Engine execution has encountered an error)?\.*$/,
  /^Error while executing command: /,
  /^The overall deployment failed because too many individual instances failed deployment\b/,
];

export function isSymptom(message: string): boolean {
  const text = message.trim();
  return text === '' || SYMPTOMS.some((symptom) => symptom.test(text));
}
