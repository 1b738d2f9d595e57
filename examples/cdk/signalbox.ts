import { join } from 'node:path';
import { aws_s3_deployment as deployment, cloudformation_include as include, type aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';

export interface SignalboxProps {
  /** The folder `.serverless/cloudformation` of a Signalbox checkout, after `npm run package -- --stage STAGE`. */
  folder: string;
  /** A bucket in the Region of the stack, for the zips. */
  codeBucket: s3.IBucket;
}

/** Signalbox from its template and zips. Put it into a stack `signalbox-STAGE` of its own. */
export class Signalbox extends Construct {
  readonly template: include.CfnInclude;

  constructor(scope: Construct, id: string, { folder, codeBucket }: SignalboxProps) {
    super(scope, id);
    const prefix = 'signalbox/';
    const code = new deployment.BucketDeployment(this, 'Code', {
      sources: [deployment.Source.asset(folder, { exclude: ['*.json'] })],
      destinationBucket: codeBucket,
      destinationKeyPrefix: prefix,
      // The zips of the deployment before stay, for a roll-back of the stack.
      prune: false,
    });
    this.template = new include.CfnInclude(this, 'Template', {
      templateFile: join(folder, 'signalbox.json'),
      parameters: { CodeBucket: codeBucket.bucketName, CodePrefix: prefix },
    });
    this.template.node.addDependency(code);
  }
}
