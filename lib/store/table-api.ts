import type { GetItemInput, GetItemOutput, PutItemInput, QueryInput, QueryOutput } from '@aws-sdk/client-dynamodb';

/** The calls of DynamoDB that Signalbox makes: over the wire in the functions, by the SDK's client for people. */
export interface TableApi {
  get(input: GetItemInput): Promise<Pick<GetItemOutput, 'Item'>>;
  /** @throws an error named ConditionalCheckFailedException */
  put(input: PutItemInput): Promise<unknown>;
  query(input: QueryInput): Promise<Pick<QueryOutput, 'Items' | 'LastEvaluatedKey'>>;
}

export function isConditionFailed(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException';
}

/** The items of all pages, a page at a time. */
export async function* pagesOf(
  { query }: TableApi,
  input: QueryInput,
): AsyncGenerator<NonNullable<QueryOutput['Items']>> {
  let ExclusiveStartKey: QueryInput['ExclusiveStartKey'];
  do {
    const { Items = [], LastEvaluatedKey } = await query({ ...input, ExclusiveStartKey });
    yield Items;
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
}
