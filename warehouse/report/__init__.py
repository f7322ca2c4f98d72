"""Plain values in, a page or terminal lines out; knows no SQL."""
