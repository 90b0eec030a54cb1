"""Token Gauge: from Autodesk token usage exports to the decisions they should lead to."""
