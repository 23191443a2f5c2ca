"""Sealed files between offices: the envelope, the signature, the cards, and what each kind of bundle may hold."""
