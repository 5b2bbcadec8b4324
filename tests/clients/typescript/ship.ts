// Creates an order, reads it and ships it, with the types that openapi-typescript made of docs/openapi.json.
// Its arguments: where the API is, a store's id, and a key of it that may write.

import assert from "node:assert/strict";
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

const [baseUrl, storeId, key] = process.argv.slice(2);
assert(baseUrl && storeId && key);
const headers = { "ORDERDESK-STORE-ID": storeId, "ORDERDESK-API-KEY": key };
const client = createClient<paths>({ baseUrl, headers });

const created = await client.POST("/api/v2/orders", {
  body: {
    shipping: { first_name: "Mara", last_name: "Quill" },
    order_items: [{ name: "Tide Mug", code: "MUG-01", price: 12.5, quantity: 3 }],
  },
});
assert(created.data, JSON.stringify(created.error));
const order: components["schemas"]["Order"] = created.data.order;
const item = order.order_items[0];
assert(item);
assert.deepEqual([item.code, item.quantity, order.order_total], ["MUG-01", 3, 37.5]);

const params = { path: { order_id: order.id } };
const read = await client.GET("/api/v2/orders/{order_id}", { params });
assert(read.data, JSON.stringify(read.error));
assert.deepEqual(read.data.order, order);

const body: components["schemas"]["ShipmentInput"] = {
  tracking_number: "1Z0000000000000019",
  order_items: [{ id: item.id, quantity: 1 }],
};
const added = await client.POST("/api/v2/orders/{order_id}/shipments", { params, body });
assert(added.data, JSON.stringify(added.error));
assert.equal(added.data.shipment.order_id, order.id);
const again = await client.POST("/api/v2/orders/{order_id}/shipments", { params, body });
assert.equal(again.response.status, 409);
assert(again.error && "shipment_id" in again.error);
assert.equal(again.error.shipment_id, added.data.shipment.id);

const ledger = await client.GET("/v1/orders/{order_id}/ledger", { params });
assert(ledger.data, JSON.stringify(ledger.error));
assert.deepEqual(ledger.data.ledger.map((line) => [line.shipped, line.left]), [[1, 2]]);
