"""Parts of the pages on who belongs where and who pays."""
