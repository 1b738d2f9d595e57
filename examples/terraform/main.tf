# Signalbox from the template and zips of `npm run package -- --stage production`.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

variable "package" {
  description = "The folder .serverless/cloudformation of a Signalbox checkout"
  type        = string
}

variable "stage" {
  description = "The stage that was packaged"
  type        = string
}

variable "code_bucket" {
  description = "A bucket in the Region of the stack, for the zips"
  type        = string
}

locals {
  prefix = "signalbox/${var.stage}/"
}

resource "aws_s3_object" "code" {
  for_each    = fileset(var.package, "*.zip")
  bucket      = var.code_bucket
  key         = "${local.prefix}${each.value}"
  source      = "${var.package}/${each.value}"
  source_hash = filesha256("${var.package}/${each.value}")
}

resource "aws_cloudformation_stack" "signalbox" {
  name          = "signalbox-${var.stage}"
  template_body = file("${var.package}/signalbox.json")
  capabilities  = ["CAPABILITY_NAMED_IAM"]
  parameters = {
    CodeBucket = var.code_bucket
    CodePrefix = local.prefix
  }
  depends_on = [aws_s3_object.code]
}

output "signalbox" {
  description = "The outputs of the stack: SlackLambdaFunctionUrl, TopicArn, WorkerRoleArn and others"
  value       = aws_cloudformation_stack.signalbox.outputs
}
