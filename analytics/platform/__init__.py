"""Autodesk Platform Services: applications, what they owe, and the resources that teams bought for them."""
