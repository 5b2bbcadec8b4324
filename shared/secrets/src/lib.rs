//! Door: KMS, and what is kept encrypted.
