// Checks the webhooks of tools/fake-carts with Shopify's own library. Its argument: a file that says what was sent.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import "@shopify/shopify-api/adapters/node";
import { LogSeverity, shopifyApi } from "@shopify/shopify-api";

const { shopify: given } = JSON.parse(readFileSync(process.argv[2], "utf-8"));

function validate(secret, body) {
  const shopify = shopifyApi({
    apiKey: "client-id",
    apiSecretKey: secret,
    apiVersion: "2026-10",
    hostName: "desk.example.com",
    isEmbeddedApp: false,
    logger: { level: LogSeverity.Error },
  });
  const rawRequest = { method: "POST", url: "/v1/hooks/shopify/key", headers: given.headers };
  return shopify.webhooks.validate({ rawBody: body, rawRequest });
}

const found = await validate(given.secret, given.body);
assert.equal(found.valid, true, JSON.stringify(found));
// It writes topics as GraphQL does.
assert.equal(found.topic, "ORDERS_CREATE");
assert.equal(found.domain, "example-store.myshopify.com");
assert.ok(found.webhookId);
assert.equal((await validate("another", given.body)).valid, false);
assert.equal((await validate(given.secret, `${given.body} `)).valid, false);
