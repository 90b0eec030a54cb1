"""Whether the forecast can be trusted: trials on the past, and forecasts kept."""
