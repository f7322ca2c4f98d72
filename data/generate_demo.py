"""Writes data/demo: five daily extracts of an invented bicycle shop, the same bytes on every run.

    python data/generate_demo.py [TARGET]

What happens in them, so that there is something to look for:

* Monday, 5 January 2026: the shop opens; 38 customers, 14 products, the first orders.
* Tuesday: C004 moves to Leiden, C039 registers. Products are unchanged.
* Wednesday: C011 becomes a business, C017 moves and has a new e-mail address, C023 is deleted.
  The city bike becomes dearer, a child seat is new.
* Thursday: customers and products are unchanged.
* Friday: C023 is back, C004 moves home again, C030 joins the club, C040 registers. Two prices change.

Orders grow every day and go from open to paid to shipped. Every order is of the day of an extract that
has its customer and its product. Product codes such as 007 are text.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

DAYS = ("2026-01-05", "2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09")
SEED = 20260105

NAMES = (
    *("Ada Jansen", "Ben Visser", "Carla Smit", "Daan Meijer", "Eva Mulder", "Finn Bos", "Greta Vos"),
    *("Hugo Peters", "Iris Dekker", "Jonas Brouwer", "Kim Dijkstra", "Lars Kok", "Mila Jacobs"),
    *("Noah Vermeer", "Olga Schouten", "Pim Willems", "Quinn Hoekstra", "Rosa Koster", "Sem Prins"),
    *("Tess Blom", "Udo Huisman", "Vera Peeters", "Wout Kuipers", "Xenia Post", "Yara Martens"),
    *("Zeno Kramer", "Anna Scholten", "Bram Postma", "Chloe Bosman", "Dirk Evers", "Emma Maas"),
    *("Floris Timmer", "Gijs Groot", "Hanna Gerrits", "Ivo Verhoeven", "Jet Molenaar"),
    *("Koen Wolters", "Liv Hermans", "Max Driessen", "Nina Claassen"),
)
CITIES = ("Amsterdam", "Utrecht", "Leiden", "Haarlem", "Delft", "Gouda")
SEGMENTS = ("private", "private", "private", "club", "business")
FIRST_CUSTOMERS = 38

PRODUCTS = (
    ("001", "City bike", "bicycles", "549.00"),
    ("002", "Touring bike", "bicycles", "899.00"),
    ("003", "Folding bike", "bicycles", "729.50"),
    ("004", "Children's bike", "bicycles", "249.00"),
    ("007", "Spy bell, silent", "parts", "7.77"),
    ("010", "Inner tube 28 inch", "parts", "6.95"),
    ("011", "Tyre 28 inch", "parts", "24.90"),
    ("012", "Chain, 8 speed", "parts", "18.50"),
    ("020", "Brake pads, pair", "parts", "9.95"),
    ("030", "Helmet", "clothing", "44.00"),
    ("031", "Rain cape", "clothing", "39.90"),
    ("040", 'Bag "Courier", 20 l', "luggage", "59.00"),
    ("100", "Inspection", "service", "35.00"),
    ("101", "Wheel truing", "service", "22.50"),
)
CHILD_SEAT = ("041", "Child seat", "luggage", "84.00")

#: What changes on a day: customer → the columns with their new values.
CUSTOMER_CHANGES: dict[str, Rows] = {
    "2026-01-06": {"C004": {"city": "Leiden"}},
    "2026-01-07": {
        "C011": {"segment": "business"},
        "C017": {"city": "Delft", "email": "quinn@example.com"},
    },
    "2026-01-09": {"C004": {"city": "Gouda"}, "C030": {"segment": "club"}},
}
NEW_CUSTOMERS = {"2026-01-06": "C039", "2026-01-09": "C040"}
AWAY = "C023"
AWAY_ON = ("2026-01-07", "2026-01-08")

PRICE_CHANGES = {
    "2026-01-07": {"001": "579.00"},
    "2026-01-09": {"002": "849.00", "030": "46.50"},
}
NEW_PRODUCT_ON = "2026-01-07"

#: How many orders each day brings, beside those in TOLD_ORDERS.
ORDERS_PER_DAY = (19, 8, 6, 7, 6)

#: Orders that show a thing: the same customer before and after a move, the same product at two prices.
TOLD_ORDERS = {
    "2026-01-05": (("C004", "001", 1), ("C017", "007", 2), ("C011", "010", 4), ("C030", "002", 1)),
    "2026-01-06": (("C004", "030", 1), ("C039", "040", 1)),
    "2026-01-07": (("C011", "001", 3), ("C009", "041", 1)),
    "2026-01-08": (("C017", "001", 1), ("C004", "101", 1)),
    "2026-01-09": (("C004", "007", 1), ("C023", "030", 2), ("C030", "002", 1), ("C040", "011", 2)),
}

T = TypeVar("T")

#: One table on one day: key → row.
Rows = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Order:
    """One order, and on which day (a position in DAYS, perhaps after the last) it is paid and shipped."""

    order_id: int
    customer_id: str
    product_code: str
    quantity: int
    placed: int
    paid: int
    shipped: int

    def status(self, day: int) -> str:
        """What the shop's system says of the order on a day."""
        if day >= self.shipped:
            return "shipped"
        return "paid" if day >= self.paid else "open"


class Draw:
    """Choices from a fixed seed. Only `random()` is used: Python promises that its sequence stays."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def one(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[int(self._random.random() * len(choices))]


def customers_by_day() -> list[Rows]:
    """For each day, customer_id → its row, in order of the id."""
    draw = Draw(SEED)
    every = {}
    for number, name in enumerate(NAMES, start=1):
        customer_id = f"C{number:03}"
        email = f"{name.lower().replace(' ', '.')}@example.com"
        city, segment = draw.one(CITIES), draw.one(SEGMENTS)
        every[customer_id] = dict(customer_id=customer_id, name=name, email=email, city=city, segment=segment)
    # Those whose story is told start from a state that their change does change.
    every["C004"]["city"] = "Gouda"
    every["C011"]["segment"] = "private"
    every["C017"]["city"] = "Haarlem"
    every["C030"]["segment"] = "private"
    known = list(every)[:FIRST_CUSTOMERS]
    days = []
    for day in DAYS:
        if day in NEW_CUSTOMERS:
            known.append(NEW_CUSTOMERS[day])
        for customer_id, change in CUSTOMER_CHANGES.get(day, {}).items():
            every[customer_id] |= change
        days.append({c: dict(every[c]) for c in known if c != AWAY or day not in AWAY_ON})
    return days


def products_by_day() -> list[Rows]:
    """For each day, product_code → its row, in order of the code."""
    columns = ("product_code", "product_name", "category", "price")
    known = {row[0]: dict(zip(columns, row, strict=True)) for row in PRODUCTS}
    days = []
    for day in DAYS:
        if day == NEW_PRODUCT_ON:
            known[CHILD_SEAT[0]] = dict(zip(columns, CHILD_SEAT, strict=True))
        for code, price in PRICE_CHANGES.get(day, {}).items():
            known[code]["price"] = price
        days.append({code: dict(known[code]) for code in sorted(known)})
    return days


def all_orders(customers: list[Rows], products: list[Rows]) -> list[Order]:
    """Every order of the five days, each of a customer and a product that its day's extract has."""
    draw = Draw(SEED + 1)
    orders: list[Order] = []
    for day, date in enumerate(DAYS):
        # The deleted customer ordered nothing before: an order is never left without its customer.
        buyers = [customer for customer in customers[day] if customer != AWAY]
        told = list(TOLD_ORDERS[date])
        drawn = [
            (draw.one(buyers), draw.one(list(products[day])), draw.one((1, 1, 1, 2, 3)))
            for _ in range(ORDERS_PER_DAY[day])
        ]
        for customer_id, product_code, quantity in told + drawn:
            paid = day + draw.one((0, 1, 1, 2))
            shipped = paid + draw.one((1, 1, 2))
            order_id = 1001 + len(orders)
            orders.append(Order(order_id, customer_id, product_code, quantity, day, paid, shipped))
    return orders


def order_rows(orders: list[Order], day: int) -> list[dict[str, str]]:
    """The rows of the orders placed until a day, with their status on it."""
    return [
        dict(
            order_id=str(order.order_id),
            customer_id=order.customer_id,
            product_code=order.product_code,
            quantity=str(order.quantity),
            order_date=DAYS[order.placed],
            status=order.status(day),
        )
        for order in orders
        if order.placed <= day
    ]


def write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    """Write rows (at least one) as UTF-8 CSV with a header and LF line ends on every system."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_demo(target: Path) -> None:
    """Write TARGET/<day>/{customers,products,orders}.csv for the five days; files there are overwritten."""
    customers, products = customers_by_day(), products_by_day()
    orders = all_orders(customers, products)
    for day, date in enumerate(DAYS):
        write_csv(target / date / "customers.csv", list(customers[day].values()))
        write_csv(target / date / "products.csv", list(products[day].values()))
        write_csv(target / date / "orders.csv", order_rows(orders, day))


if __name__ == "__main__":
    write_demo(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent / "demo")
