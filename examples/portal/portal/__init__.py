"""A partner portal: login, forms and pages are Django's, every judgement is partnerkit's."""
