"""Whether a contact or a charge is allowed now, later or never, and by which rule."""
