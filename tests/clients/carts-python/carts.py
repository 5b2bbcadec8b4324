"""Asks the shops of tools/fake-carts with other people's libraries, checks their webhooks, and signs some.

Its arguments: a file that says where the shops are and what they sent, and one that the signed webhooks are written to.
"""

import json
import sys
from datetime import datetime, timezone

import shopify
from standardwebhooks import Webhook
from woocommerce import API


def ask_woocommerce(shop: dict) -> None:
    def api(version: str) -> API:
        client = API(url=shop["url"], consumer_key=shop["key"], consumer_secret=shop["secret"], version=version)
        # It would sign by OAuth over plain HTTP; shops are asked over TLS, where it sends its keys.
        client.is_ssl = True
        return client

    def answer(response, status: int):
        assert response.status_code == status, (response.status_code, response.text)
        return response.json()

    orders = api("wc/v3")
    found = answer(orders.get("orders", params={"modified_after": "2026-01-01T00:00:00", "per_page": 5}), 200)
    assert [str(order["id"]) for order in found] == [shop["order_id"]], found
    parcel = {"custom_tracking_provider": "UPS", "tracking_number": "1Z0000000000000019"}
    trackings = api("wc-shipment-tracking/v3")
    path = f"orders/{shop['order_id']}/shipment-trackings"
    made = answer(trackings.post(path, parcel), 201)
    assert answer(trackings.get(path), 200) == [made], made
    done = answer(orders.put(f"orders/{shop['order_id']}", {"status": "completed"}), 200)
    assert done["status"] == "completed", done
    refused = answer(orders.put(f"orders/{shop['order_id']}", {"status": "shipped"}), 400)
    assert refused["code"] == "rest_invalid_param", refused


def ask_shopify(shop: dict) -> None:
    shopify.ShopifyResource.set_site(f"{shop['url']}/admin/api/2026-10")
    shopify.ShopifyResource.set_headers({"X-Shopify-Access-Token": shop["token"]})
    query = "query($id: ID!) { order(id: $id) { name lineItems(first: 2) { nodes { sku quantity } } } }"
    variables = {"id": f"gid://shopify/Order/{shop['order_id']}"}
    order = json.loads(shopify.GraphQL().execute(query, variables))["data"]["order"]
    assert order["name"] == "#1001" and order["lineItems"]["nodes"][0]["sku"] == "TEE-BLU-M", order
    unknown = json.loads(shopify.GraphQL().execute(query.replace("sku", "stock"), variables))
    assert "stock" in unknown["errors"][0]["message"], unknown


def check(notice: dict) -> None:
    assert Webhook(notice["secret"]).verify(notice["body"], notice["headers"]), notice


def sign(notice: dict) -> dict:
    now = datetime.now(tz=timezone.utc)
    signature = Webhook(notice["secret"]).sign("msg_1", now, notice["body"])
    sent_at = str(int(now.timestamp()))
    return {"webhook-id": "msg_1", "webhook-timestamp": sent_at, "webhook-signature": signature}


def main(given_path: str, signed_path: str) -> None:
    with open(given_path, encoding="utf-8") as file:
        given = json.load(file)
    ask_woocommerce(given["woocommerce"])
    ask_shopify(given["shop"])
    for notice in given["standard"]:
        check(notice)
    with open(signed_path, "w", encoding="utf-8") as file:
        json.dump([sign(notice) for notice in given["standard"]], file)


main(*sys.argv[1:])
