"""What can be loaded, in words, and the tables to fill in where there is no export."""

from functools import partial

import streamlit as st

from analytics.reports import sheet_bytes
from pages.parts import tables

_KINDS = {
    "Token Usage": "who used which product with how many tokens on which day",
    "Seat Usage": "who used which product on a subscription on which day",
    "Usage, the older export": "seats and tokens in one file",
    "Usage Report": "users with the days they used over a period; it has no days, so it says nothing about the pace",
    "Subscriptions": "contracts, seats, first and last days",
    "Token Flex": "use under an Enterprise Business Agreement, with sessions too, and answers of its service as JSON",
    "Table of token packs": "what you bought; a template is below",
    "Table of token events": "tokens added or taken away by Autodesk; a template is below",
    "Table of API usage": "what applications used of which API on which day, and what nobody paid; a template is below",
    "Table of resources": "what you bought of APIs and of capacity: units, their size, who pays; a template is below",
    "Directory": "users with department, cost centre, project, country, manager, from a first to a last day; a template"
    " is below",
    "Any other table": "with a day, a product, a user and a quantity; you say what its columns mean",
}
TEMPLATES = {
    "Token packs": """Team,Tokens,Start,Last day,Bought on,Price per token,Currency,Pool,Note
Design Studio,500,2026-01-01,2026-12-31,2025-12-15,3.00,USD,,Order 4711
""",
    "Token events": """Date,Event,Team,Tokens,Note
2026-03-01,Grant,Design Studio,100,Granted by Autodesk
""",
    "API usage": """Day,Client ID,Application,Team,API,Engine or job type,Quantity,Unit,Tokens,Status
2026-03-01,viewer-5d1f,Model viewer,Design Studio,Automation,Revit,30,processing minutes,1,resolved
""",
    "Resources": """Team,Resource,Kind,Purchased,Unit,Unit size,First day,Last day,Refreshes,Source,Time zone,\
Price per unit,Currency
Design Studio,Automation,API,10,processing minutes,20,2026-01-15,2027-01-14,monthly,Free tier,America/New_York,2.00,USD
""",
    "Directory": """Email,Department,Cost center,Project,Country,Manager,Valid from,Valid to
ann@example.com,Architecture,4100,Library,US,bob@example.com,2026-01-01,
""",
}
"""Tables to fill in: the header and one line as an example."""


def listed() -> None:
    """List the kinds of file, folded, with the templates."""
    with st.expander("What can be loaded", icon=":material/list:"):
        st.markdown("\n".join(f"- **{kind}**: {what}" for kind, what in _KINDS.items()))
        st.markdown("As CSV, TSV, Excel, OpenDocument, Parquet or JSON; also packed as gzip or zip.")
        st.markdown("Where there is no export, fill in a table and drop it above:")
        for name in TEMPLATES:
            with st.container(horizontal=True):
                template(name)


def template(name: str) -> None:
    """Offer one of the tables to fill in, as CSV and as Excel."""
    file, lines = name.lower().replace(" ", "_"), TEMPLATES[name]
    for form, ending, kind, made in (
        ("CSV", "csv", "text/csv", lines.encode),
        ("Excel", "xlsx", tables.WORKBOOK, partial(sheet_bytes, lines)),
    ):
        st.download_button(
            f"{name}: template as {form}",
            made,
            f"{file}.{ending}",
            kind,
            key=f"template {name} {form}",
            icon=":material/download:",
            on_click="ignore",
        )
