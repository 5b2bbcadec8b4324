//! Door: the DynamoDB table.
