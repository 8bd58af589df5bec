"""Tables to figures and pages; computes nothing."""
