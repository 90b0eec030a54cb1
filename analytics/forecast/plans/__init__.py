"""Terms, budgets and tiers: whether use goes by plan."""
