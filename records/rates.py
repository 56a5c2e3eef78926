"""Exchange rates as the rulebook's own table of them says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from models.tables import Tables
from records.rows import StoredRow


def worth(rulebook: Any, context: Any, currency: str, day: date) -> Decimal | None:
    """What one unit of a currency is worth: the newest rate on or before a day."""
    rates = rulebook.schema.company.rates
    if rates is None:
        return None
    tables: Tables = rulebook.tables
    model: Any = tables.model(rates.entity)
    found = (
        model.select(model.id)
        .where(model.deleted_at.is_null())
        .where(getattr(model, rates.currency) == currency)
        .where(getattr(model, rates.date) <= day)
        .order_by(getattr(model, rates.date).desc(), model.id.desc())
        .first()
    )
    if found is None:
        return None
    rate: Decimal | None = StoredRow(tables, rates.entity, found.id, context).get(rates.rate)
    return rate
