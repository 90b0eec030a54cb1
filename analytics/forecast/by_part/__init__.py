"""The forecast by product or department, which adds up to the whole's."""
