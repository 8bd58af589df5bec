"""Tables -> figures, widgets and pages; computes nothing that a table could hold, and loads no model."""
