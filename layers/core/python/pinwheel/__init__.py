"""Pinwheel: customer engagement that speaks the Pinpoint API, in your own AWS account."""

__version__ = "0.1.0"
