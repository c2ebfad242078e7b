"""What is answered, or refused."""

from partnerkit import PartnerkitError


def asked(question, *told, **terms):
    """Return an answer, or the words in which it was refused."""
    try:
        return question(*told, **terms)
    except PartnerkitError as fault:
        return fault
