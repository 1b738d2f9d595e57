import * as z from 'zod';
import { readText } from '../config/text-file.ts';
import { WrongFile } from './refusal.ts';

/** Reads the names of all pipelines from the output of `aws codepipeline list-pipelines` (JSON, whole or only the
 *  names) or from words in a text.
 *  @throws WrongFile */
export async function readPipelineNames(file: string): Promise<string[]> {
  const text = (await readText(file)).trim();
  const names = /^[{[]/.test(text) ? fromJson(text, file) : fromLines(text, file);
  if (names.length > 0) return [...new Set(names)];
  throw new WrongFile(`${file} names no pipeline. Expected: the output of \`aws codepipeline list-pipelines\`.`);
}

const Name = z.string().regex(/^[A-Za-z0-9.@_-]+$/);
const Names = z.array(z.union([Name, z.object({ name: Name }).transform(({ name }) => name)]));
const Listed = z.union([Names, z.object({ pipelines: Names }).transform(({ pipelines }) => pipelines)]);
const Part = z.union([z.object({ nextToken: z.string() }), z.object({ NextToken: z.string() })]);

function fromJson(text: string, file: string): string[] {
  const content = parsed(text, file);
  if (Part.safeParse(content).success) {
    throw new WrongFile(
      `${file} has only some of the pipelines (it contains a next token). List them without a limit.`,
    );
  }
  const listed = Listed.safeParse(content);
  if (listed.success) return listed.data;
  throw new WrongFile(
    `${file} is not a list of pipelines. Expected: the output of \`aws codepipeline list-pipelines\`.`,
  );
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new WrongFile(`${file} is not JSON, although it begins like JSON.`, { cause: error });
  }
}

/** The AWS CLI's text output puts names side by side. */
function fromLines(text: string, file: string): string[] {
  return text.split('\n').flatMap((line, index) =>
    line
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => {
        if (Name.safeParse(word).success) return word;
        throw new WrongFile(`${file}:${index + 1} "${word}" is not a pipeline name. Expected: one name per line.`);
      }),
  );
}
