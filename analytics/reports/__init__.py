"""What leaves the product: tables as CSV and Excel, chargeback as FOCUS."""

from analytics.reports.focus import focus_bytes, focus_table
from analytics.reports.tables import csv_bytes, excel_bytes, harmless, sheet_bytes

__all__ = ["csv_bytes", "excel_bytes", "focus_bytes", "focus_table", "harmless", "sheet_bytes"]
