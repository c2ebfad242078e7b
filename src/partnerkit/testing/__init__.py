"""
Strategies and exams for your own tests.

=================  ==================================================================
`strategies`       facts of every kind, for hypothesis
`conformance`      the exam of a store: inherit it and give a factory
`concurrency`      the part of it that needs threads
`laws`             what an exam is made of, and `examine` to sit one without a runner
=================  ==================================================================
"""

__all__ = ["concurrency", "conformance", "laws", "strategies"]
