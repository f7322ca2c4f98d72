"""What must come out, worked out the slow and simple way: plain Python, no SQL, nothing of the product."""
