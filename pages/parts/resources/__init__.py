"""Resources: cards, use beside charged units, invoices, what was bought, usage alerts."""
