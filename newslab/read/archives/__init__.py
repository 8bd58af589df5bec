"""Web archives (WARC, WACZ, pages and lists of the Wayback Machine) to records of pages."""
