"""The words of the house: frozen values that every room uses and that know nothing of storage or transport."""
