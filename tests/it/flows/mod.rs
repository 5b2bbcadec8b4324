//! Each flow is told through the product's public face: HTTP in, HTTP out, mail.

mod posts;
