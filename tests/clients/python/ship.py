"""Creates an order, reads it and ships it, with the client that openapi-python-client made of docs/openapi.json.

Its arguments: where the API is, a store's id, and a key of it that may write.
"""

import sys

from waybill_client import Client
from waybill_client.api.orders import create_order, show_order
from waybill_client.api.orders_v_1 import show_ledger
from waybill_client.api.shipments import add_shipment
from waybill_client.models import (
    AddShipmentReply,
    CreateOrderReply,
    NewOrder,
    OrderItemInput,
    Refusal,
    ShipmentInput,
    ShippedItemInput,
    ShippingAddressInput,
    ShowLedgerReply,
    ShowOrderReply,
)


def main(base_url: str, store_id: str, key: str) -> None:
    headers = {"ORDERDESK-STORE-ID": store_id, "ORDERDESK-API-KEY": key}
    with Client(base_url=base_url, headers=headers, raise_on_unexpected_status=True) as client:
        mug = OrderItemInput(name="Tide Mug", code="MUG-01", price=12.5, quantity=3)
        new = NewOrder(order_items=[mug], shipping=ShippingAddressInput(first_name="Mara", last_name="Quill"))
        created = create_order.sync(client=client, body=new)
        assert isinstance(created, CreateOrderReply), created
        item = created.order.order_items[0]
        assert (item.code, item.quantity, created.order.order_total) == ("MUG-01", 3, 37.5), created

        read = show_order.sync(created.order.id, client=client)
        assert isinstance(read, ShowOrderReply) and read.order == created.order, read

        parcel = ShipmentInput(
            tracking_number="1Z0000000000000019", order_items=[ShippedItemInput(id=item.id, quantity=1)]
        )
        added = add_shipment.sync(created.order.id, client=client, body=parcel)
        assert isinstance(added, AddShipmentReply) and added.shipment.order_id == created.order.id, added
        again = add_shipment.sync(created.order.id, client=client, body=parcel)
        assert isinstance(again, Refusal) and again.shipment_id == added.shipment.id, again

        ledger = show_ledger.sync(created.order.id, client=client)
        assert isinstance(ledger, ShowLedgerReply), ledger
        assert [(line.shipped, line.left) for line in ledger.ledger] == [(1, 2)], ledger


main(*sys.argv[1:])
