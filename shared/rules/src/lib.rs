//! Mind: (rules, events, order) to outcome.
