"""The helpers of the template language (spec 04, section 9), by family."""
