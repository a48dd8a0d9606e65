"""Signed calls to an address of the company's own, such as its paging system."""
