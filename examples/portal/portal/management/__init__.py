"""What the portal adds to Django's own commands."""
