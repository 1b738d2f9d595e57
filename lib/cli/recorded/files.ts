import { readText } from '../../config/text-file.ts';
import { type ExecutionRef, executionKey } from '../../core/execution/facts.ts';
import type { Input } from '../../core/model/input.ts';
import type { SubjectKey } from '../../core/model/subject.ts';
import { groupBySubject } from '../../inbox/group-by-subject.ts';
import type { AskedPlace } from '../question/place.ts';
import { Misuse, WrongFile } from '../refusal.ts';
import { executionFrom } from './facts.ts';
import { type Recorded, recordedIn } from './lists.ts';

export interface Subject {
  key: SubjectKey;
  inputs: Input[];
}

export interface ReadFiles {
  subjects: Subject[];
  unknown: string[];
}

/** Reads events and lists of CodePipeline.
 *  @param place of lists that do not name it
 *  @throws WrongFile for a file without an event and without an execution */
export async function readFiles(files: string[], place: AskedPlace): Promise<ReadFiles> {
  const texts = await Promise.all(files.map((file) => readText(file)));
  const read = texts.map((text, index) => readFile(text, files[index] ?? ''));
  const events = read.flatMap((one) => one.events);
  const subjects = [
    ...subjectsOf(
      read.flatMap((one) => one.recorded),
      place,
    ),
    ...groupBySubject(recordsOf(events)).subjects,
  ];
  const byKey = Map.groupBy(subjects, ({ key }) => key);
  return {
    subjects: [...byKey].map(([key, same]) => ({ key, inputs: same.flatMap(({ inputs }) => inputs) })),
    unknown: groupBySubject(recordsOf(events)).unknown.map(({ messageId, why }) => `${messageId}: ${why}`),
  };
}

export function recordsOf(events: unknown[]) {
  return events.map((event, index) => ({ messageId: `event ${index + 1}`, body: JSON.stringify(event) }));
}

function readFile(text: string, file: string): { events: unknown[]; recorded: Recorded[] } {
  const contents = contentsOf(text, file);
  const recorded = contents.flatMap((one) => recordedIn(one) ?? []);
  const events = contents.filter((one) => recordedIn(one) === undefined);
  const { subjects, requests, unknown } = groupBySubject(recordsOf(events));
  const isEmpty = recorded.every(({ executions, actions }) => executions.length === 0 && actions.length === 0);
  if (subjects.length > 0 || requests.size > 0 || !isEmpty) return { events, recorded };
  throw new WrongFile(`${file} holds no event and no execution of CodePipeline${reason(unknown[0]?.why)}.`);
}

function reason(why: string | undefined): string {
  return why === undefined ? '' : ` (${why.replace(/\.$/, '')})`;
}

function subjectsOf(recorded: Recorded[], given: AskedPlace): Subject[] {
  if (recorded.length === 0) return [];
  const byPipeline = Map.groupBy(recorded, (one) => {
    const { pipeline = one.pipeline, account = one.account, region = one.region } = given;
    return JSON.stringify([pipeline, account, region]);
  });
  return [...byPipeline].flatMap(([where, files]) => {
    const [pipeline, account, region] = JSON.parse(where) as (string | null)[];
    if (!pipeline) {
      throw new Misuse(
        "CodePipeline's lists do not name their pipeline: add --pipeline ACCOUNT/REGION/NAME, or use `signalbox pull`.",
      );
    }
    const ref = { pipeline, account: account ?? '', region: region ?? '' };
    return executionsOf(ref, files);
  });
}

function executionsOf(ref: Omit<ExecutionRef, 'executionId'>, files: Recorded[]): Subject[] {
  const [executions, actions] = [files.flatMap((one) => one.executions), files.flatMap((one) => one.actions)];
  const ids = new Set([...executions, ...actions].flatMap(({ pipelineExecutionId }) => pipelineExecutionId ?? []));
  return [...ids].map((executionId) => {
    const whole = { ...ref, executionId };
    return {
      key: executionKey(whole),
      inputs: [{ type: 'seen', execution: executionFrom(whole, executions, actions) }],
    };
  });
}

/** One value, an array of values, or one value per line. */
function contentsOf(text: string, file: string): unknown[] {
  try {
    return [JSON.parse(text)].flat();
  } catch (error) {
    const lines = text.split('\n').map((line, index) => ({ line, number: index + 1 }));
    return lines
      .filter(({ line }) => line.trim() !== '')
      .map(({ line, number }, index) => {
        try {
          return JSON.parse(line);
        } catch (cause) {
          throw new WrongFile(`${file}:${index === 0 ? lineOf(error) : number} is not JSON.`, { cause });
        }
      });
  }
}

/** The error of a value over several lines. The engine does not name the line of each error. */
function lineOf(error: unknown): string {
  return /\(line (\d+)/.exec(String(error))?.[1] ?? '1';
}
