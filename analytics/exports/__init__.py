"""Recognise a file: what kind of export it is and which column means what.

Nothing here touches the store; reading the rows and checking them one by one is the store's work.
"""

from analytics.exports.archives import files, members
from analytics.exports.kinds import Kind
from analytics.exports.receipt import Finding, MonthChange, Receipt, SetAside, Status
from analytics.exports.recognition import Export, recognise

__all__ = ["Export", "Finding", "Kind", "MonthChange", "Receipt", "SetAside", "Status", "files", "members", "recognise"]
