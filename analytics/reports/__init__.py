"""What leaves the product: tables as CSV and Excel."""

from analytics.reports.tables import csv_bytes, excel_bytes, harmless

__all__ = ["csv_bytes", "excel_bytes", "harmless"]
