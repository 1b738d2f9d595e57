import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { namesIn } from '../../codepipeline/read/api-records.ts';
import { redact } from '../../core/redact/redact.ts';

export function executionWithoutSecrets(summary: PipelineExecutionSummary): PipelineExecutionSummary {
  const { sourceRevisions = [], statusSummary, ...rest } = summary;
  return {
    ...rest,
    statusSummary: redacted(statusSummary),
    sourceRevisions: sourceRevisions.map((one) => ({ ...one, revisionSummary: redacted(one.revisionSummary) })),
  };
}

/** The file keeps only what `replay` reads: configurations and output variables may hold secrets. */
export function actionWithoutSecrets(detail: ActionExecutionDetail): ActionExecutionDetail {
  const { input, output, ...rest } = detail;
  const { CommitterDate, AuthorDate, BranchName } = output?.outputVariables ?? {};
  const { externalExecutionId, externalExecutionSummary, externalExecutionUrl, errorDetails } =
    output?.executionResult ?? {};
  const isApproval = input?.actionTypeId?.category === 'Approval';
  const kept = {
    ...(CommitterDate && { CommitterDate }),
    ...(AuthorDate && { AuthorDate }),
    ...(BranchName && { BranchName }),
  };
  return {
    ...rest,
    input: { actionTypeId: input?.actionTypeId, region: input?.region, configuration: namesIn(detail) },
    output: {
      outputVariables: kept,
      executionResult: {
        externalExecutionId: isApproval ? undefined : externalExecutionId,
        externalExecutionSummary: redacted(externalExecutionSummary),
        externalExecutionUrl: redacted(externalExecutionUrl),
        errorDetails: errorDetails && { ...errorDetails, message: redacted(errorDetails.message) },
      },
    },
  };
}

function redacted(text: string | undefined): string | undefined {
  return text === undefined ? undefined : redact(text);
}
