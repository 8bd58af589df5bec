"""One script a learned decision; each says which data taught it, and writes `newslab/resources/weights/NAME.json`."""
