//! Mind: the HTTP faces, authentication, envelopes, refusals.
