"""Charged units of APIs and of capacity: whole units of use, the billing cycles they fall into, and who pays them."""
