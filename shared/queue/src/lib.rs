//! Door: SQS.
